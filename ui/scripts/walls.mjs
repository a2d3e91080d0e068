// Checks that only the bridge names Tauri or the network, and that the window runs or renders no string as code.
import { fileURLToPath } from "node:url";
import { sources } from "./sources.mjs";

const RULES = [
  { name: "only bridge/ talks to the core", found: /@tauri-apps|__TAURI/, except: /^bridge\// },
  { name: "nobody talks to the network", found: /\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|https?:\/\// },
  { name: "text reaches the screen as text only", found: /\{@html|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/ },
  { name: "nothing is kept by the webview", found: /localStorage|sessionStorage|indexedDB|document\.cookie|caches\./ },
  { name: "phones write the console to the system's log", found: /\bconsole\./ },
  // A placeholder looks like a value that is set, so examples stand beside their field.
  { name: "an example stands beside its field", found: /\splaceholder="/, except: /^(forms\/Clock|testimony\/When)\.svelte$/ },
  { name: "the system's camera keeps what it takes", found: /<input\b[^<]*\scapture[\s=>]/ },
];

/**
 * Returns the rules that the source `text` at `path` (below src/) breaks.
 * @param {string} path
 * @param {string} text
 * @returns {string[]}
 */
export function broken(path, text) {
  return RULES.filter((rule) => !rule.except?.test(path) && rule.found.test(text)).map((rule) => `${path}: ${rule.name}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = sources(/\.(svelte|ts|css)$/);
  const faults = [...files].flatMap(([path, text]) => broken(path, text));
  for (const fault of faults) console.error(fault);
  console.log(`walls: ${files.size} files; ${faults.length} faults`);
  process.exitCode = faults.length === 0 && files.size > 0 ? 0 : 1;
}
