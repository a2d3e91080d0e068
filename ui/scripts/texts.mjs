// Every text of the window exists in every language, with the same values and all plural forms; every code that the
// core or the window may say is explained; no text is unused.
import { parse, Visitor } from "@fluent/syntax";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What is explained by three texts: `NAME-CODE-what`, `-means`, `-next`, for every code of a union of types. */
const EXPLAINED = { trouble: ["ErrorCode", "WindowCode"], finding: ["FindingCode"], sending: ["SendingCode"] };

/** Words that another has replaced (`docs/glossary.md`): one thing has one name on every screen. */
const LOST = {
  en: [/\btrials?\b/i, /\btry it alone\b/i, /\bpractise\b/i],
  kk: [/айғақ/i, /куәлі[кг]/i, /куәгер/i, /баян/i, /(байқау|сынақ) режимі/i, /жаттығу(?! (режим|сервер|мұрағат|ұйым))/i],
  ru: [/показани[ейюя]/i, /свидетельств/i, /пробн(ый|ом|ого) режим/i, /учебная рука/i],
};
/** Papers of the police and of election offices, which name them. */
const NAMED_BY_OTHERS = ["Объяснение, показания", "Есептен шығару куәлігі"];

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

/** Messages of one file by key, and what is wrong with the file. */
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

/** Members of the string union `name` in TypeScript sources. */
function members(code, name) {
  const found = new RegExp(`type ${name} =\\s*([^;]*);`).exec(code);
  return found ? [...found[1].matchAll(/"([^"]+)"/g)].map((m) => m[1]) : [];
}

/**
 * Everything wrong with `texts` (language to Fluent source) for the screens in `code` (all sources, joined).
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
    // A template that stands for codes says nothing beyond the codes that exist.
    .filter((template) => !explained.some((key) => template.test(key)));
  for (const key of all) {
    const said = explained.includes(key) || literals.has(key) || templates.some((template) => template.test(key));
    if (!said) faults.push(`${key} is said by no screen`);
  }
  return faults;
}

/**
 * Lines of `text` that say a word which another has replaced. A language's words are looked for where it stands alone; without
 * one, as in forms and in code, those of Kazakh and Russian.
 * @param {string} place
 * @param {string} text
 * @param {"en" | "kk" | "ru"} [language]
 * @returns {string[]}
 */
export function lostIn(place, text, language) {
  const lost = language ? LOST[language] : [...LOST.kk, ...LOST.ru];
  const said = text.split("\n").filter((line) => !line.startsWith("#") && !NAMED_BY_OTHERS.some((name) => line.includes(name)));
  return said.flatMap((line) => lost.flatMap((word) => {
    const found = word.exec(line.replace(/^[\w-]+ = /, ""));
    return found ? [`${place}: “${found[0]}” is called otherwise (docs/glossary.md): ${line.trim().slice(0, 80)}`] : [];
  }));
}

/** Text files below `folder` whose names match. */
function filesOf(folder, names) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile() && names.test(e.name) && !/\btests?\b/.test(`${e.parentPath}/${e.name}`))
    .map((e) => ({ name: e.name, text: readFileSync(`${e.parentPath}/${e.name}`, "utf8") }));
}

const sources = (folder) => filesOf(folder, /\.(svelte|ts)$/).map((file) => file.text).join("\n");

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const src = fileURLToPath(new URL("../src/", import.meta.url));
  const files = readdirSync(src, { recursive: true, withFileTypes: true }).filter((e) => e.isFile() && /^(en|kk|ru)\.ftl$/.test(e.name));
  const of = (language) =>
    files.filter((e) => e.name === `${language}.ftl`).map((e) => readFileSync(`${e.parentPath}/${e.name}`, "utf8")).join("\n");
  const texts = { en: of("en"), kk: of("kk"), ru: of("ru") };
  const faults = faultsOf(texts, sources(src));
  for (const language of ["en", "kk", "ru"]) faults.push(...lostIn(language, texts[language], language));
  for (const [folder, names] of [["forms", /\.json$/], ["docs/examples", /\.form\.json$/], ["crates", /\.rs$/], ["src-tauri/src", /\.rs$/]]) {
    for (const file of filesOf(`${src}../../${folder}`, names)) faults.push(...lostIn(file.name, file.text));
  }
  for (const fault of faults) console.error(fault);
  console.log(`texts: ${Object.keys(texts).join(", ")}; ${faults.length} faults`);
  process.exitCode = faults.length === 0 && files.length >= 3 && files.length % 3 === 0 ? 0 : 1;
}
