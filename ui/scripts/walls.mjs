// Only the bridge may name Tauri or the network; nothing in the window may run or render a string as code.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const RULES = [
  { name: "only bridge/ talks to the core", found: /@tauri-apps|__TAURI/, except: /^bridge\// },
  { name: "nobody talks to the network", found: /\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|https?:\/\// },
  { name: "text reaches the screen as text only", found: /\{@html|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/ },
  { name: "nothing is kept by the webview", found: /localStorage|sessionStorage|indexedDB|document\.cookie|caches\./ },
  { name: "phones write the console to the system's log", found: /\bconsole\./ },
  // A value that nobody typed looks like one that is set: an example stands beside its field.
  { name: "an example stands beside its field", found: /\splaceholder="/, except: /^(forms\/Clock|testimony\/When)\.svelte$/ },
  { name: "the system's camera keeps what it takes", found: /<input\b[^<]*\scapture[\s=>]/ },
];

/**
 * Rules that the source `text` at `path` (below src/) breaks.
 * @param {string} path
 * @param {string} text
 * @returns {string[]}
 */
export function broken(path, text) {
  return RULES.filter((rule) => !rule.except?.test(path) && rule.found.test(text)).map((rule) => `${path}: ${rule.name}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const src = fileURLToPath(new URL("../src/", import.meta.url));
  const files = readdirSync(src, { recursive: true, withFileTypes: true }).filter(
    (e) => e.isFile() && /\.(svelte|ts|css)$/.test(e.name) && !/\.test\.ts$/.test(e.name),
  );
  const faults = files.flatMap((e) => {
    const path = `${e.parentPath}/${e.name}`.slice(src.length);
    return broken(path.replace(/^\//, ""), readFileSync(`${e.parentPath}/${e.name}`, "utf8"));
  });
  for (const fault of faults) console.error(fault);
  console.log(`walls: ${files.length} files; ${faults.length} faults`);
  process.exitCode = faults.length === 0 && files.length > 0 ? 0 : 1;
}
