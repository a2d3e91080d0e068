// Refuses circles between the folders of src/: an import, of a type too, may only lead from a folder to a lower one.
import { dirname, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { sources } from "./sources.mjs";

/** Matches the paths of `from "…"` and `import("…")`. */
const NAMED = /(?:from|import)\s*\(?\s*["'](\.[^"']+)["']/g;

/**
 * Returns the imports between folders, each with the first file that has it. Leaves out files beside the folders, in
 * which the window begins.
 * @param {Map<string, string>} read text by path below src/
 * @returns {Map<string, Map<string, string>>}
 */
export function arrows(read) {
  const found = new Map();
  for (const [path, text] of read) {
    const from = path.includes("/") ? path.slice(0, path.indexOf("/")) : null;
    for (const [, named] of text.matchAll(NAMED)) {
      const target = posix.join(dirname(path), named);
      const to = target.includes("/") ? target.slice(0, target.indexOf("/")) : null;
      if (from === null || to === null || to === from || to === "..") continue;
      if (!found.has(from)) found.set(from, new Map());
      if (!found.get(from).has(to)) found.get(from).set(to, path);
    }
  }
  return found;
}

/**
 * Returns the imports that are part of a circle, each with its file.
 * @param {Map<string, Map<string, string>>} found
 * @returns {string[]}
 */
export function circles(found) {
  const reach = (from) => {
    const [seen, next] = [new Set(), [from]];
    for (let at = next.pop(); at !== undefined; at = next.pop()) {
      for (const to of found.get(at)?.keys() ?? []) if (!seen.has(to)) next.push((seen.add(to), to));
    }
    return seen;
  };
  const reached = new Map([...found.keys()].map((from) => [from, reach(from)]));
  return [...found].flatMap(([from, all]) =>
    [...all].filter(([to]) => reached.get(to)?.has(from)).map(([to, path]) => `${from} -> ${to} (${path})`),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const read = sources(/\.(svelte|ts)$/);
  const faults = circles(arrows(read));
  for (const fault of faults) console.error(`in a circle: ${fault}`);
  console.log(`circles: ${read.size} files; ${faults.length} arrows`);
  process.exitCode = faults.length === 0 && read.size > 0 ? 0 : 1;
}
