// Records that `capture` made, as the core passes them to the window, read in the three languages.
import { afterEach, expect, test } from "vitest";
import called from "../../../office/archive/src/called.json";
import App from "../App.svelte";
import { DOCUMENTS, VOCABULARY } from "../bridge/fake/documents";
import { fake, type FakeCore, home } from "../bridge/fake/fake";
import { ids } from "../bridge/fake/ids";
import { shelf } from "../bridge/fake/office";
import { TAGS, TALLIES } from "../bridge/marks";
import type { RecordView } from "../bridge/types";
// The office is loaded on demand: this import loads it before a test waits for it.
import "../office/Office.svelte";
import { DOUBTS, KINDS } from "../desk/lines";
import RecordInWords from "./Record.svelte";
import { type Shown, show } from "../testing";
import { type Language, LANGUAGES, Texts } from "../texts/texts.svelte";
import { polylines } from "./drawing";
import * as labels from "./labels";
import { clock } from "./said";
import { titleOf } from "./title";

let shown: Shown | null = null;

afterEach(async () => {
  await shown?.gone();
  shown = null;
  document.querySelectorAll("[data-paper]").forEach((one) => one.remove());
});

const filed = (item: string) => {
  const found = DOCUMENTS.find((one) => one.line.item === item);
  if (!found) throw new Error(`no document ${item}`);
  return found;
};

async function read(item: string, language: Language = "en", open?: (item: string) => void, change: Partial<RecordView> = {}): Promise<Shown> {
  const { line, record } = filed(item);
  await shown?.gone();
  shown = await show(RecordInWords, { texts: new Texts(language), record: { ...record, ...change }, kind: line.kind, method: line.method, ...(open ? { open } : {}) });
  return shown;
}

/** Names of fields without a label: their content is drawn, linked or read as a whole. */
const STRUCTURE: Readonly<{ [name: string]: string }> = {
  format: "says what the record is",
  witness: "stands under Person",
  pseudonym: "stands under Person",
  identity: "stands under Identity card",
  state: "the identity card's code",
  item: "is a link",
  consent: "stands beside the testimony",
  began_at: "stands under Interview",
  ended_at: "stands under Interview",
  before: "holds what was settled first",
  recordings: "are links under Recordings",
  sections: "hold the account",
  section: "is a heading",
  lines: "hold the person's words",
  text: "is the person's words",
  known: "stands behind each line",
  when: "stands under When",
  place: "stands under Where",
  facts: "hold answers",
  audio: "are links under Sound",
  from_ms: "is part of a link",
  to_ms: "is part of a link",
  read_back: "is said under each section",
  corrections: "stand under Added when it was read back",
  sign_off: "is said under Closing",
  kind: "the code of a way to sign or to agree",
  strokes: "are drawn",
  findings: "stand under What stood out",
  choice: "stands beside its use",
  until: "is said as a limit",
  voice: "is a link",
  by: "is said with the way to agree",
  withdraws: "is said, and is a link under Belongs together",
  language: "has a label by where it stands",
};

test("every field and every code that the core can write has a label in every language", () => {
  const fields: Readonly<{ [name: string]: string }> = {
    ...labels.BEFORE,
    ...labels.CONSENT,
    ...labels.CARD,
    ...labels.USE,
    ...labels.FACT,
    child: "doc-child",
    guardian: "doc-guardian",
  };
  const codes: Readonly<{ [list: string]: Readonly<{ [code: string]: string }> }> = {
    YesNo: labels.FIVE,
    Choice: labels.CHOICE,
    Use: labels.USE,
    Known: labels.KNOWN,
    SectionKind: labels.SECTION,
    Fact: labels.FACT,
    ReadBack: labels.READ,
    SignOff: labels.SIGN,
    How: labels.HOW,
    IdentityCard: labels.IDENTITY,
  };
  const unlabelled = Object.values(VOCABULARY.fields)
    .flat()
    // Keys of findings are places in the record.
    .filter((name) => !name.includes(".") && !(name in fields) && !(name in STRUCTURE));
  expect(unlabelled).toEqual([]);
  expect(Object.keys(VOCABULARY.codes).sort()).toEqual(Object.keys(codes).sort());
  for (const language of LANGUAGES) {
    const texts = new Texts(language);
    for (const [list, all] of Object.entries(VOCABULARY.codes)) {
      for (const code of all) expect(texts.has(codes[list]?.[code] ?? ""), `${language}: ${list} ${code}`).toBe(true);
    }
    for (const key of [...Object.values(fields), ...Object.values(labels.FINDING)]) expect(texts.has(key), `${language}: ${key}`).toBe(true);
  }
});

test("no raw key stands on the screen, whichever record of an interview is read in whichever language", async () => {
  const raw = new Set([...Object.values(VOCABULARY.fields).flat(), ...Object.values(VOCABULARY.codes).flat()]);
  for (const language of LANGUAGES) {
    for (const item of [ids.testimony, ids.consent, ids.withdrawal, ids.card]) {
      const words = (await read(item, language)).text().split(/[\s(),:;]+/);
      // English labels consist of English words, so search them only for keys that are no words.
      const keys = words.filter((word) => raw.has(word) && (language !== "en" || /[-_]/.test(word)));
      expect(keys, `${language}: ${item}`).toEqual([]);
    }
  }
});

test("a name card is called open where its record is open, and waiting for its key where it is only here", async () => {
  const { related } = filed(ids.testimony).record;
  const card = (change: object) => related.map((one) => (one.item === ids.card ? { ...one, ...change } : one));
  expect((await read(ids.testimony)).text()).toContain("Sealed apart, and open here");
  const sealed = (await read(ids.testimony, "en", undefined, { related: card({ kind: null }) })).text();
  expect([sealed.includes("open here"), sealed.includes("waits for the key to the names")]).toEqual([false, true]);
  expect((await read(ids.testimony, "en", undefined, { related: card({ here: false, kind: null }) })).text()).toContain("opens with the key to the names");
});

test("a testimony is read as the account that was told, in its order, with how the person knows and what was added", async () => {
  const screen = await read(ids.testimony);
  const order = [...screen.root.querySelectorAll("[data-section]")].map((one) => one.getAttribute("data-section"));
  expect(order).toEqual(["account", "before", "taken", "van", "station", "court", "other"]);
  const taken = screen.find("[data-section=taken]").textContent;
  expect(taken).toMatch(/Подъехал белый автобус.*\(was told it\).*Added when it was read back.*Автобусов было два\./s);
  expect(screen.find("[data-section=taken] .said").getAttribute("lang")).toBe("ru");
  expect(screen.find("[data-section=before] .said").getAttribute("lang")).toBe("kk");
  expect(screen.find("[data-section=other]").textContent).toContain("The person withdrew this section.");
  expect(screen.find("[data-section=account] dl").textContent).toMatch(/about .*June 9, 2026.*11:40/);
  expect(screen.text()).toContain("closed with a sign that the person drew");
  expect(screen.root.querySelectorAll("svg[role=img]").length).toBe(2);
  expect(screen.find("[data-stood-out]").textContent).toContain("it was not safe to talk");
});

test("what was not asked is folded behind one control that says how much it is", async () => {
  const screen = await read(ids.testimony);
  const folded = screen.root.querySelectorAll("details[data-not-asked]");
  expect(folded.length).toBe(1);
  const count = Number(/^(\d+) not asked$/.exec(folded[0]?.querySelector("summary")?.textContent?.replace(/[\u2068\u2069]/g, "") ?? "")?.[1]);
  expect(count).toBe(folded[0]?.querySelectorAll("li").length);
  expect(count).toBeGreaterThan(5);
  const open = screen.root.cloneNode(true) as HTMLElement;
  open.querySelectorAll("details, aside").forEach((one) => one.remove());
  expect(open.textContent).not.toContain("Not asked");
});

test("consent and each of its uses stand beside the testimony, and that it was taken back stands first", async () => {
  const screen = await read(ids.testimony);
  const uses = [...screen.root.querySelectorAll<HTMLElement>(`[data-consent="${ids.consent}"] [data-use]`)];
  expect(uses.map((one) => one.dataset.use)).toEqual(VOCABULARY.codes.Use);
  const lawyer = uses.find((one) => one.dataset.use === "lawyer")?.textContent?.replace(/[\u2068\u2069]/g, "");
  expect(lawyer).toMatch(/Agreed.*until .*2026.*Said in a recording/s);
  expect(uses.find((one) => one.dataset.use === "research")?.dataset.choice).toBe("not-asked");
  expect(screen.find("[data-withdrawn]").textContent).toContain("No use is agreed to any more");
  const none = await read(ids.testimony, "en", undefined, { consents: [] });
  expect(none.text()).toContain("assume that nothing is agreed to");
  expect(none.root.querySelector("[data-withdrawn]")).toBeNull();
});

test("what belongs together is opened from either side, and what the archive does not have is no button", async () => {
  const opened: string[] = [];
  const screen = await read(ids.testimony, "en", (item) => opened.push(item));
  for (const item of [ids.consent, ids.withdrawal, ids.recording, ids.card, ids.claim]) await screen.click(`[data-related] [data-open="${item}"]`);
  expect(opened).toEqual([ids.consent, ids.withdrawal, ids.recording, ids.card, ids.claim]);
  expect(screen.root.querySelector(`[data-open="${"77".repeat(16)}"]`)).toBeNull();
  expect(screen.text()).toContain("Not in this archive");
  await (await read(ids.consent, "en", (item) => opened.push(item))).click(`[data-open="${ids.testimony}"]`);
  expect(opened.at(-1)).toBe(ids.testimony);
  const still = await read(ids.testimony);
  expect(still.root.querySelectorAll("[data-open]").length).toBe(0);
});

test("a form is read under its own words, and the numbers that contradict each other stand first", async () => {
  for (const language of LANGUAGES) {
    for (const item of [ids.detention, ids.count]) {
      const words = (await read(item, language)).text();
      const { document } = filed(item).record;
      if (document.document !== "form") throw new Error("no form");
      for (const row of document.form.parts.flatMap((part) => part.answers)) {
        expect(words).toContain(new Texts(language).pick(row.label));
        if (row.name.includes("-")) expect(words.split(/[\s,:()]+/), `${language} ${row.name}`).not.toContain(row.name);
      }
    }
  }
  const screen = await read(ids.count);
  expect(screen.find("[data-stood-out]").textContent).toMatch(/251/);
  expect(screen.text()).toMatch(/Candidates, in the order of the vote count, 2.*Екінші.*131/);
});

test("a form that is not known and words beyond what is read are shown under their own names and marked", async () => {
  const newer = await read(ids.newer);
  expect(newer.find("[data-unknown-form]").textContent).toContain("does not know this form");
  expect(newer.text()).toMatch(/station-number117/);
  const claim = await read(ids.claim);
  expect(claim.find("[data-unknown]").textContent).toContain("own names");
  expect(claim.text()).toMatch(/WordsПолиция: задержанных нет\./);
});

test("a tag and a tally are said with the words of the button that was pressed", async () => {
  expect((await read(ids.tag)).text()).toContain("WhatTag: Force, not sure");
  expect((await read(ids.tally)).text()).toContain("WhatCount: Dog, one more");
});

test("a title says whose testimony it is, which form with how many answers, and never who a person is", () => {
  const titles = (language: Language): string[] =>
    DOCUMENTS.map(({ line }) => titleOf(new Texts(language), line).replace(/[\u2068\u2069]/g, ""));
  const answers = /^Detention, \d+ answers$/;
  const [testimony, consent, detention, count, withdrawal, card, newer, tag, tally, recording] = titles("en");
  expect([testimony, consent, count, withdrawal, card]).toEqual(["Testimony of Утка 34", "Consent of Утка 34", "Vote count, polling station 117", "Consent taken back by Утка 34", "Names of witnesses"]);
  expect(detention).toMatch(answers);
  expect([newer, tag, tally, recording]).toEqual(["Form “turnout”, polling station 117", "Tag: Force, about 4444 4444", "Count: Dog, one more", "account.webm"]);
  expect(titles("ru")[0]).toBe("Рассказ свидетеля: Утка 34");
  expect(titles("kk")[0]).toBe("Куә сөзі: Утка 34");
  const hostile = { ...filed(ids.testimony).line, heading: { of: "testimony" as const, pseudonym: "\u202eevil\n" } };
  expect(titleOf(new Texts("en"), hostile)).not.toMatch(/[\u202e\n]/);
});

test("a drawing stays within its frame, whatever a device claims to have drawn", () => {
  expect(polylines([[[0, 0], [1000, 1000]]])).toEqual(["0,0 1000,1000"]);
  expect(polylines([[[-5, 2e9], [Number.NaN, 4], [3, 4, 5], ["1", 2], [Infinity, 1]]])).toEqual(["0,1000 3,4"]);
  for (const none of [null, {}, "m0 0", [1, 2], [[]], [[[1, 1]]]]) expect(polylines(none)).toEqual([]);
  const much = polylines([Array.from({ length: 50_000 }, (_, n) => [n % 1000, 5])]);
  expect(much[0]?.split(" ").length).toBe(6_000);
});

test("words that would turn or hide others are shown by their number", async () => {
  const record = structuredClone(filed(ids.testimony).record);
  if (record.document.document !== "testimony") throw new Error("no testimony");
  const [section] = record.document.testimony.sections;
  if (section?.lines[0]) section.lines[0].text = "a\u202eb";
  record.document.testimony.pseudonym = "x\u200by";
  const screen = await read(ids.testimony, "en", undefined, record);
  expect(screen.root.textContent).not.toMatch(/[\u202e\u200b]/);
  expect(screen.text()).toContain("a[U+202E]b");
});

test("stretches of sound are said in minutes", () => {
  expect([clock(0), clock(61_000), clock(3_723_000)]).toEqual(["0:00", "1:01", "1:02:03"]);
});

function archive(): FakeCore {
  return Object.assign(fake(home()), { shelf: shelf(DOCUMENTS.map((one) => one.line)) });
}

async function openItem(core: FakeCore, title: string): Promise<Shown> {
  await shown?.gone();
  shown = await show(App, { bridge: core, language: "en" as Language });
  await shown.click("[data-screen=more]");
  await shown.loaded("ul [data-screen=office]");
  await shown.click("ul [data-screen=office]");
  await shown.loaded("li[data-item]");
  const lines = [...shown.root.querySelectorAll<HTMLElement>("li[data-item]")];
  const line = lines.find((one) => one.textContent?.replace(/[\u2068\u2069]/g, "").includes(title));
  await shown.click(`[data-item="${line?.dataset.item}"] button.line`);
  await shown.loaded("[data-print]");
  return shown;
}

test("from a testimony one comes to its consent and back, as from any item", async () => {
  const screen = await openItem(archive(), "Testimony of Утка 34");
  await screen.click(`[data-related] [data-open="${ids.consent}"]`);
  await screen.loaded("[data-document=consent]");
  expect(screen.find("h1").textContent?.replace(/[\u2068\u2069]/g, "")).toBe("Consent of Утка 34");
  await screen.click(`[data-related] [data-open="${ids.testimony}"]`);
  await screen.loaded("[data-document=testimony]");
});

test("after printing it is said whether anything came of it, and a closed dialog leaves no title", async () => {
  const core = archive();
  const screen = await openItem(core, "Testimony of Утка 34");
  const before = document.title;
  expect(screen.text()).toContain("choose “Print to file” for a PDF");
  for (const [became, said] of [
    ["cancelled", "Nothing was printed"],
    ["printed", "Handed to the printer"],
    ["unknown", "Handed to the system’s print dialog"],
  ] as const) {
    core.shelf.printed = { became, path: null };
    await screen.click("[data-print]");
    expect(screen.find(`[data-printed=${became}]`).textContent).toContain(said);
    if (became === "cancelled") expect(document.title).toBe(before);
  }
  window.dispatchEvent(new Event("afterprint"));
  expect(document.title).toBe(before);
});

test("a card of the witness compartment is not printed", async () => {
  const screen = await openItem(archive(), "Testimony of Утка 34");
  await screen.click(`[data-related] [data-open="${ids.card}"]`);
  await screen.loaded("[data-document=identity]");
  expect(screen.text()).toContain("Планта Марковна");
  expect(screen.root.querySelector("[data-print]")).toBeNull();
});

test("a printed document says what it is, its digests and what is proven, and its title names nobody", async () => {
  const core = archive();
  const screen = await openItem(core, "Testimony of Утка 34");
  await screen.loaded("[data-question]");
  await screen.click("[data-print]");
  expect(core.shelf.asked.printed).toBe(1);
  const paper = document.querySelector("body > [data-paper]")?.textContent?.replace(/[\u2068\u2069]/g, "").replace(/\s+/g, " ") ?? "";
  const { record } = filed(ids.testimony);
  expect(paper).toContain("Testimony of Утка 34");
  expect(paper.replace(/ /g, "")).toContain(ids.testimony);
  expect(paper.replace(/ /g, "")).toContain(record.sha256);
  expect(paper).toMatch(/Existed at the latest ?November 24, 2026.*proven, by the log log\.example\.org/);
  expect(paper).toContain("Checked and right: Content, Signer, Delivery. Not checked: Time, Completeness.");
  expect(paper, "it was not safe to talk").not.toContain("Nothing is wrong");
  expect(paper).toMatch(/\d+ not asked: /);
  expect(document.title).toMatch(/^Testimony, 3333 3333, \d{4}-\d\d-\d\d$/);
  expect(core.shelf.asked.papers).toEqual([document.title]);
  expect(screen.find("[data-printed]").textContent).toMatch(/The PDF was written at \S/);
  expect(document.querySelectorAll("[data-paper] button, [data-paper] details").length).toBe(0);
  await screen.gone();
  shown = null;
  expect(document.querySelector("[data-paper]")).toBeNull();
  expect(document.title).not.toContain("3333");
});

test("the record of a hold says when the hand was held and what the head of the chain was, in every language", async () => {
  const row = (name: string, text: string) => ({ name, label: {}, of: {}, row: null, kind: "", state: "value", values: [{ text, label: {} }], words: null });
  const rows = [row("event", "taken"), row("head / seq", "41"), row("head / digest", "ab".repeat(32))];
  const line = { item: ids.testimony, title: null, heading: null, witness: false };
  for (const [language, title, seq] of [["en", "The hand was held: “They are taking me”", "entry 41"], ["kk", "Қол басылды: «Мені ұстап жатыр»", "№ 41"], ["ru", "Удержана рука: «Меня задерживают»", "№ 41"]] as const) {
    const screen = await read(ids.testimony, language, undefined, { document: { document: "plain", known: false }, rows });
    expect(screen.root.querySelector("[data-unknown]"), language).toBeNull();
    expect(screen.text()).toContain(title);
    expect(screen.find("[data-held]").textContent.replace(/[\u2068\u2069]/g, "")).toContain(seq);
    expect(screen.text()).toContain("abab abab");
    const record = { ...filed(ids.testimony).record, document: { document: "plain", known: false } as const, rows };
    expect(titleOf(new Texts(language), line, record)).toBe(title);
    expect(titleOf(new Texts(language), { ...line, heading: { of: "held" } }), "in a list, where no record is at hand").toBe(title);
  }
  const other = await read(ids.testimony, "en", undefined, { document: { document: "plain", known: false }, rows: [...rows, row("more", "x")] });
  expect(other.root.querySelector("[data-unknown]"), "what more is said is not hidden").not.toBeNull();
});

test("the archive's search knows every word by which a list names an item, in each language", () => {
  const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}]+/gu) ?? [];
  const known = (names: readonly string[] | undefined): Set<string> => new Set((names ?? []).flatMap(words));
  const none = { name: "", form: "", station: "", id: "", tag: "", item: "", what: "" };
  const said = (language: Language, key: string): string => [1, 2, 5].map((count) => new Texts(language).say(key, { ...none, count })).join(" ");
  const of: Record<keyof typeof called.of, string[]> = {
    testimony: ["title-testimony"],
    consent: ["title-consent", "title-consent-unnamed"],
    withdrawal: ["title-withdrawal", "title-withdrawal-unnamed"],
    form: ["title-form", "title-form-station", "title-form-unnamed"],
    tag: ["title-tag", "title-tag-alone"],
    tally: ["title-tally-more", "title-tally-less"],
    held: ["title-held"],
    witness: ["list-witness"],
  };
  for (const language of LANGUAGES) {
    const missing = (key: string, names: readonly string[] | undefined): string[] => words(said(language, key)).filter((word) => !known(names).has(word));
    for (const [heading, keys] of Object.entries(of)) for (const key of keys) expect(missing(key, called.of[heading as keyof typeof of]), `${key} ${language}`).toEqual([]);
    for (const code of [...KINDS, "unknown"] as const) expect(missing(`office-kind-${code}`, called.kind[code]), `kind ${code} ${language}`).toEqual([]);
    for (const [code, names] of Object.entries(called.state)) expect(missing(`office-note-${code}`, names), `state ${code} ${language}`).toEqual([]);
    for (const code of DOUBTS) expect(missing(`desk-doubt-${code}`, (called.state as Record<string, string[]>)[code]), `doubt ${code} ${language}`).toEqual([]);
    for (const code of TAGS) expect(missing(`tag-${code}`, (called.tag as Record<string, string[]>)[code]), `tag-${code} ${language}`).toEqual([]);
    for (const code of TALLIES) expect(missing(`tally-${code}`, (called.tally as Record<string, string[]>)[code]), `tally-${code} ${language}`).toEqual([]);
  }
});

test("other words for a kind or a state are known for these alone, and repeat nothing that a list says of it", () => {
  const kinds: readonly string[] = KINDS;
  for (const [code, names] of Object.entries(called.also)) {
    expect([...kinds, ...Object.keys(called.state)]).toContain(code);
    for (const [n, language] of (["en", "ru", "kk"] as const).entries()) {
      const said = new Texts(language).say(`office-${kinds.includes(code) ? "kind" : "note"}-${code}`).toLowerCase();
      const words = names[n]?.split(" ") ?? [];
      expect(words.filter((word) => word === said || !/^\p{Ll}+$/u.test(word)), `${code} ${language}`).toEqual([]);
      expect(new Set(words).size).toBe(words.length);
    }
  }
});

test("what was said at the end stands behind what was said first, dated by its own entry, in every language", async () => {
  const later = [
    { change: "added", path: "language", before: null, value: '"kk"', reason: null },
    { change: "corrected", path: "media/0/name", before: '"a.mp4"', value: '"square.mp4"', reason: "A typing mistake" },
    { change: "contradicted", path: "claimed_at", before: '"2026-11-01"', value: '"2026-11-02"', reason: null },
  ] as const;
  const end = { claimedAt: "2026-11-24T11:58:00.000+05:00", endedAt: "2026-11-24T11:57:00.000+05:00", later: [...later] };
  for (const language of LANGUAGES) {
    const { root } = await read(ids.testimony, language, undefined, { end });
    const told = root.querySelector("[data-end]");
    expect(told, language).not.toBeNull();
    for (const { before, value, reason } of later) for (const said of [before, value, reason]) expect(told?.textContent).toContain(said ?? "");
    expect(told?.querySelectorAll(".care")).toHaveLength(1);
    const first = root.querySelector("dl");
    expect(first && told && first.compareDocumentPosition(told) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
  }
  expect((await read(ids.testimony, "en", undefined, { end: null })).root.querySelector("[data-end]")).toBeNull();
});
