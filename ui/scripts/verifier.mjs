// Builds the verifier as one HTML file: `node scripts/verifier.mjs MODULE.wasm OUT.html`. `cargo xtask verifier` calls it.
//
// The file needs no other file and no network. Its content security policy names its only script and style by their
// digests, and allows the worker and the media that the page itself makes.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const UI = fileURLToPath(new URL("../", import.meta.url));
/** The folders whose texts the page says; those of the app's other screens would double its size. */
const SAID = ["documents", "frame", "office", "texts", "verdict", "verifier"];
/** Largest page, in bytes: it must travel by mail and messenger. */
export const MOST = 1_500_000;

/** Leaves the texts of other screens out. */
const texts = {
  name: "texts-of-the-page",
  enforce: "pre",
  load(id) {
    const folder = /\/src\/([a-z]+)\/[a-z]{2}\.ftl\?raw$/.exec(id)?.[1];
    return folder !== undefined && !SAID.includes(folder) ? 'export default ""' : null;
  },
};

/** Returns the only script and the styles of `entry`. */
async function built(entry, define, name) {
  const outputs = await build({
    root: UI,
    configFile: false,
    logLevel: "warn",
    mode: "production",
    plugins: [texts, svelte()],
    define: { __FAKE_CORE__: "false", ...define },
    build: { write: false, target: "es2022", assetsInlineLimit: 0, lib: { entry: `${UI}src/verifier/${entry}`, formats: ["iife"], name, fileName: name } },
  });
  const files = (Array.isArray(outputs) ? outputs : [outputs]).flatMap((one) => one.output);
  const scripts = files.filter((file) => file.type === "chunk");
  const styles = files.filter((file) => file.type === "asset" && file.fileName.endsWith(".css"));
  if (scripts.length !== 1 || styles.length !== files.length - 1) throw new Error(`${entry} became ${files.map((file) => file.fileName).join(", ")}`);
  return { script: scripts[0].code, style: styles.map((file) => String(file.source)).join("\n") };
}

const digest = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/**
 * Returns the page with the WebAssembly `module` in it.
 * @param {Uint8Array} module
 * @returns {Promise<string>}
 */
export async function page(module) {
  const wasm = gzipSync(module, { level: 9 }).toString("base64");
  const worker = (await built("worker.ts", { __WASM__: JSON.stringify(wasm) }, "worker")).script;
  const made = await built("main.ts", { __WORKER__: JSON.stringify(worker) }, "page");
  // Both would end or hide the script for the HTML reader; in the strings of a script they read alike with a backslash.
  const script = made.script.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
  const policy = [
    "default-src 'none'",
    `script-src ${digest(script)} 'wasm-unsafe-eval'`,
    `style-src ${digest(made.style)}`,
    "img-src blob:",
    "media-src blob:",
    "worker-src blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Testamur</title>
<style>${made.style}</style>
</head>
<body><div id="app"></div><script>${script}</script></body>
</html>
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , module, out] = process.argv;
  if (!module || !out) throw new Error("usage: node scripts/verifier.mjs MODULE.wasm OUT.html");
  const html = await page(readFileSync(module));
  writeFileSync(out, html);
  const bytes = Buffer.byteLength(html);
  console.log(`${out}: ${(bytes / 1e6).toFixed(2)} MB, SHA-256 ${createHash("sha256").update(html).digest("hex")}`);
  if (bytes > MOST) throw new Error(`the page is larger than ${MOST} bytes`);
}
