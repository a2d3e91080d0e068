// Checks the window's texts: each exists in every language with the same values and all plural forms, every code that
// the core or the window may report is explained, and no text is unused.
import { parse, Visitor } from "@fluent/syntax";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The unions of codes that have three texts for each code: `NAME-CODE-what`, `-means`, `-next`. */
const EXPLAINED = { trouble: ["ErrorCode", "WindowCode"], finding: ["FindingCode"], sending: ["SendingCode"] };

class Reader extends Visitor {
  variables = new Set();
  selections = [];
  visitVariableReference(node) {
    this.variables.add(node.id.name);
  }
  visitSelectExpression(node) {
    const keys = node.variants.map((v) => (v.key.type === "Identifier" ? v.key.name : v.key.value));
    this.selections.push(keys);
    this.genericVisit(node);
  }
}

/** Returns the messages of one file by key, and the faults of the file. */
function read(language, source) {
  const messages = new Map();
  const faults = [];
  for (const entry of parse(source, { withSpans: false }).body) {
    if (entry.type === "Junk") faults.push(`${language}: cannot be read: ${entry.content.trim().split("\n")[0]}`);
    if (entry.type !== "Message") continue;
    if (messages.has(entry.id.name)) faults.push(`${language}: ${entry.id.name} stands there twice`);
    const reader = new Reader();
    reader.visit(entry);
    messages.set(entry.id.name, reader);
  }
  return { messages, faults };
}

/** Returns the members of the string union `name` in TypeScript sources. */
function members(code, name) {
  const found = new RegExp(`type ${name} =\\s*([^;]*);`).exec(code);
  return found ? [...found[1].matchAll(/"([^"]+)"/g)].map((m) => m[1]) : [];
}

/**
 * Returns every fault of `texts` (language to Fluent source) for the screens in `code` (all sources, joined).
 * @param {Record<string, string>} texts
 * @param {string} code
 * @returns {string[]}
 */
export function faultsOf(texts, code) {
  const faults = [];
  const files = Object.entries(texts).map(([language, source]) => ({ language, ...read(language, source) }));
  for (const file of files) faults.push(...file.faults);
  const all = new Set(files.flatMap((f) => [...f.messages.keys()]));

  for (const { language, messages } of files) {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const key of all) {
      const message = messages.get(key);
      if (!message) {
        faults.push(`${language}: ${key} is missing`);
        continue;
      }
      for (const other of files) {
        const theirs = other.messages.get(key)?.variables ?? message.variables;
        for (const name of theirs) {
          if (!message.variables.has(name)) faults.push(`${language}: ${key} does not say $${name}, as ${other.language} does`);
        }
      }
      for (const keys of message.selections) {
        for (const form of forms) {
          if (!keys.includes(form)) faults.push(`${language}: ${key} has no form for "${form}"`);
        }
      }
    }
  }

  const explained = Object.entries(EXPLAINED).flatMap(([name, unions]) => {
    const codes = unions.flatMap((union) => members(code, union));
    if (codes.length === 0) faults.push(`no codes found for ${name}`);
    return codes.flatMap((c) => ["what", "means", "next"].map((part) => `${name}-${c}-${part}`));
  });
  for (const key of explained) if (!all.has(key)) faults.push(`${key} is missing in every language`);
  for (const [, one, other] of code.matchAll(/\bsay\(\s*(?:[\w.]+ \? )?"([^"]+)"(?: : "([^"]+)")?/g)) {
    for (const key of [one, other]) if (key && !all.has(key)) faults.push(`a screen says ${key}, which no language has`);
  }

  const literals = new Set([...code.matchAll(/"([a-z][a-z0-9-]*)"/g)].map((m) => m[1]));
  const templates = [...code.matchAll(/`([a-z0-9-]*\$\{[^`]*)`/g)]
    .map((m) => new RegExp(`^${m[1].replace(/\$\{[^}]*\}/g, "[a-z0-9-]+")}$`))
    // A template that covers codes does not count as a use of texts beyond these codes.
    .filter((template) => !explained.some((key) => template.test(key)));
  for (const key of all) {
    const said = explained.includes(key) || literals.has(key) || templates.some((template) => template.test(key));
    if (!said) faults.push(`${key} is said by no screen`);
  }
  return faults;
}

/** Returns all sources of screens below `folder`, joined. */
const sources = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile() && /\.(svelte|ts)$/.test(e.name) && !/\btests?\b/.test(`${e.parentPath}/${e.name}`))
    .map((e) => readFileSync(`${e.parentPath}/${e.name}`, "utf8"))
    .join("\n");

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const src = fileURLToPath(new URL("../src/", import.meta.url));
  const files = readdirSync(src, { recursive: true, withFileTypes: true }).filter((e) => e.isFile() && /^(en|kk|ru)\.ftl$/.test(e.name));
  const of = (language) =>
    files.filter((e) => e.name === `${language}.ftl`).map((e) => readFileSync(`${e.parentPath}/${e.name}`, "utf8")).join("\n");
  const texts = { en: of("en"), kk: of("kk"), ru: of("ru") };
  const faults = faultsOf(texts, sources(src));
  for (const fault of faults) console.error(fault);
  console.log(`texts: ${Object.keys(texts).join(", ")}; ${faults.length} faults`);
  process.exitCode = faults.length === 0 && files.length >= 3 && files.length % 3 === 0 ? 0 : 1;
}
