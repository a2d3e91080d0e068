// Lists the window's sources for the checks that read them.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * Returns the texts of all files below src/ with one of these endings, without tests, by their path below src/.
 * @param {RegExp} ending
 * @returns {Map<string, string>}
 */
export function sources(ending) {
  const src = fileURLToPath(new URL("../src/", import.meta.url));
  const files = readdirSync(src, { recursive: true, withFileTypes: true }).filter((e) => e.isFile() && ending.test(e.name) && !/\.test\.ts$/.test(e.name));
  return new Map(files.map((e) => [`${e.parentPath}/${e.name}`.slice(src.length).replace(/^\//, ""), readFileSync(`${e.parentPath}/${e.name}`, "utf8")]));
}
