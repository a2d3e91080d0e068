import { expect, test } from "vitest";
import type { FormView, QuestionType, QuestionView } from "../bridge/types";
import { Texts } from "../texts/texts.svelte";
import { blankRow, clock, itemsIn, number, typedFrom, untouched, wire, wires } from "./answers";
import { both } from "./pair";
import { compose, nothing, parse, said } from "./edtf";
import { Entry } from "./entry.svelte";
import { sectionOf, sectionsOf } from "./sections";
import shipped from "../bridge/fake/shipped.json";

const FORMS = shipped as unknown as FormView[];
const form = (id: string): FormView => FORMS.find((one) => one.name.id === id) as FormView;

function question(kind: QuestionType, change: Partial<QuestionView> = {}): QuestionView {
  const none = { parent: null, repeat: null, min: null, max: null, maxLength: null, reads: [] };
  return { id: "q", kind, label: {}, hint: {}, required: false, choices: [], ...none, ...change };
}

const entry = (change: Partial<Entry>): Entry => new Entry({ state: "value", ...change });

test("a form that nobody touched sends nothing, so that every question is not asked", () => {
  for (const one of FORMS) expect(wires(one, untouched(one))).toEqual({});
});

test("each state is sent as itself, and none of them as no, zero or an empty text", () => {
  for (const kind of ["text", "integer", "select-one", "when", "items", "point"] as const) {
    const asked = question(kind);
    expect(wire(asked, entry({ state: "unknown", typed: "5" }))).toBe("unknown");
    expect(wire(asked, entry({ state: "refused" }))).toBe("refused");
    expect(wire(asked, entry({ state: "not-applicable" }))).toBe("not-applicable");
    expect(wire(asked, entry({ state: "not-asked", typed: "5", chosen: ["a"] }))).toBeNull();
    expect(wire(asked, entry({}))).toBeNull();
  }
});

test("numbers are read as a person writes them, and never guessed", () => {
  expect(wire(question("integer"), entry({ typed: "1 900" }))).toEqual({ value: 1900 });
  expect(wire(question("integer"), entry({ typed: "0" }))).toEqual({ value: 0 });
  expect(wire(question("integer"), entry({ typed: "1,900" }))).toEqual({ value: "1,900" });
  expect(wire(question("integer"), entry({ typed: "9007199254740993" }))).toEqual({ value: "9007199254740993" });
  expect(wire(question("decimal"), entry({ typed: "2,5", words: "два с половиной" }))).toEqual({ value: 2.5, words: "два с половиной" });
  expect(wire(question("integer"), entry({ mode: "range", typed: "20", to: "30" }))).toEqual({ range: [20, 30] });
  expect(wire(question("integer"), entry({ mode: "range", typed: "20" }))).toEqual({ range: [20, null] });
  expect(wire(question("integer"), entry({ mode: "range", to: "30" }))).toEqual({ range: [null, 30] });
  expect(wire(question("integer"), entry({ mode: "about", typed: "30" }))).toEqual({ about: 30 });
  expect(number("−3")).toBe(-3);
  expect([clock("905"), clock("9:05"), clock("0905"), clock("25:00"), clock("x")]).toEqual(["09:05", "09:05", "09:05", "25:00", "x"]);
});

test("a place with one half missing goes to the core as it is, which says what is wrong", () => {
  expect(wire(question("point"), entry({ typed: "43,25", to: "76.95", accuracy: "50" }))).toEqual({ value: { lat: 43.25, lon: 76.95, accuracy_m: 50 } });
  expect(wire(question("point"), entry({ typed: "43.25" }))).toEqual({ value: { lat: 43.25, lon: "" } });
});

test("a place typed whole into one field is read as both halves before it goes to its fields", () => {
  const value = { lat: 43.2389, lon: 76.8897 };
  expect(wire(question("point"), entry({ typed: "43.2389, 76.8897" }))).toEqual({ value });
  expect(wire(question("point"), entry({ to: "43,2389, 76,8897", accuracy: "5" }))).toEqual({ value: { ...value, accuracy_m: 5 } });
});

test.each([
  ["43.2389,76.8897", ["43.2389", "76.8897"]],
  ["43,2389; 76,8897", ["43,2389", "76,8897"]],
  ["43,2389 76,8897", ["43,2389", "76,8897"]],
  ["43,2389,76,8897", ["43,2389", "76,8897"]],
  ["43, 76", ["43", "76"]],
  ["\u221233.9, 18.4", ["\u221233.9", "18.4"]],
  ["43.2389°, 76.8897°", ["43.2389", "76.8897"]],
  ["43.2389° N 76.8897° E", ["43.2389", "76.8897"]],
  ["N43.2389 E76.8897", ["43.2389", "76.8897"]],
  ["33.9 S, 18.4 W", ["-33.9", "-18.4"]],
  ["43,2389° с. ш., 76,8897° в. д.", ["43,2389", "76,8897"]],
] as const)("%s is a place", (typed, halves) => expect(both(typed)).toEqual(halves));

test.each(["43,2389", "43.2389", "43 2389", "43,23,76", "43 76", "91, 181", "43.2 N, 76.8 N", "-43.2 S, 76.8 E", "43.2, 76.8, 90", "by the gate, 5"])("%s is no place, and is not guessed to be one", (typed) =>
  expect(both(typed)).toBeNull(),
);

test("no rows, said so, is an answer; rows that were never spoken of are none", () => {
  const count = form("vote-count");
  const typed = untouched(count);
  const candidates = typed.entries.candidates as Entry;
  candidates.state = "value";
  expect(wires(count, typed)).toEqual({ candidates: { rows: [] } });
  const row = blankRow(count, "candidates", 1);
  Object.assign(row.entries.votes as Entry, { state: "value", typed: "124" });
  typed.rows.candidates?.push(row);
  expect(wires(count, typed)).toEqual({ candidates: { rows: [{ votes: { value: 124 } }] } });
  candidates.state = "refused";
  expect(wires(count, typed)).toEqual({ candidates: "refused" });
});

test("a row in which nothing stands is not sent, wherever it stands, and rows that all are empty are no answer", () => {
  const count = form("vote-count");
  const typed = untouched(count);
  (typed.entries.candidates as Entry).state = "value";
  const rows = [1, 2, 3].map((key) => blankRow(count, "candidates", key));
  typed.rows.candidates?.push(...rows);
  expect(wires(count, typed)).toEqual({});
  Object.assign(rows[1]?.entries.votes as Entry, { state: "value", typed: "124" });
  expect(wires(count, typed)).toEqual({ candidates: { rows: [{ votes: { value: 124 } }] } });
  Object.assign(rows[2]?.entries.votes as Entry, { state: "refused" });
  expect(wires(count, typed)).toEqual({ candidates: { rows: [{ votes: { value: 124 } }, { votes: "refused" }] } });
});

test("a draft comes back as it was left", () => {
  const answers = {
    mention: { value: "blue-stork" },
    "age-said": { about: 30, words: "thirty or so" },
    roles: { value: ["journalist", "observer"] },
    apprehended: { value: "2019-06-09T11:40~", words: "twenty to twelve" },
    point: { value: { lat: 43.25, lon: 76.95, accuracy_m: 50 } },
    officers: { range: [3, 4] },
    masks: "unknown",
    statement: undefined,
    stays: { rows: [{ facility: { value: "vehicle" }, statement: "refused" }] },
    "legal-steps": "not-applicable",
  } as const;
  const { statement: _, ...kept } = answers;
  const detention = form("detention");
  expect(wires(detention, typedFrom(detention, kept))).toEqual(kept);
});

test("items of every row are what the form is about, each once", () => {
  const [one, two] = ["aa".repeat(16), "bb".repeat(16)];
  const answers = { injuries: { rows: [{ "injury-paper": { value: [one] } }, { "injury-paper": { value: [two, one] } }] } };
  expect(itemsIn(form("detention"), answers)).toEqual([one, two]);
});

test("parts of a date that are left blank stay unknown", () => {
  const at = (parts: Partial<ReturnType<typeof nothing>>): string => compose({ shape: "at", from: { ...nothing(), ...parts }, to: nothing() });
  expect(at({})).toBe("");
  expect(at({ year: "2019" })).toBe("2019-XX-XX");
  expect(at({ year: "2019", month: "6" })).toBe("2019-06-XX");
  expect(at({ year: "2019", day: "9" })).toBe("2019-XX-09");
  expect(at({ month: "6", day: "9" })).toBe("XXXX-06-09");
  expect(at({ year: "201" })).toBe("201X-XX-XX");
  expect(at({ year: "2019", month: "6", day: "9", time: "11:40", mark: "~" })).toBe("2019-06-09T11:40~");
  expect(compose({ shape: "since", from: { ...nothing(), year: "2019", month: "6", day: "9" }, to: nothing() })).toBe("2019-06-09/..");
});

test("what was composed is read back into the same parts", () => {
  for (const edtf of ["2019-06-09", "2019-06-XX", "2019-06-09T11:40~", "2019-06-09T23:00/2019-06-10T01:30", "2019-06-09/..", "../2019-06-09", "201X-XX-XX", "2019-06-09?"]) {
    expect(compose(parse(edtf))).toBe(edtf);
  }
});

test("a vague date is said in the reader's words, and what is none is not said", () => {
  const say = (language: "kk" | "ru" | "en", edtf: string): string | null => said(new Texts(language), edtf)?.replace(/[\u2068\u2069]/g, "") ?? null;
  expect(say("en", "2019-06-09")).toBe("Sunday, June 9, 2019");
  expect(say("ru", "2019-06-09T11:40~")).toBe("около: воскресенье, 9 июня 2019 г., 11:40");
  expect(say("kk", "2019-06-XX")).toBe("2019 ж. маусым, күні белгісіз");
  expect(say("en", "2019-XX-XX")).toBe("2019, month not known, day not known");
  expect(say("en", "201X-XX-XX")).toBe("some year from 2010 to 2019, month not known, day not known");
  expect(say("en", "2019-06-09/..")).toBe("Sunday, June 9, 2019 or later");
  expect(say("en", "2019-06-09T23:00/2019-06-10T01:30")).toBe("from Sunday, June 9, 2019, 23:00 to Monday, June 10, 2019, 01:30");
  for (const bad of ["2019-13-XX", "2019-02-29", "2019-06-XXT11:40", "2019-06-09T24:00", "../..", "20190-XX-XX", "a/b/c"]) expect(say("en", bad)).toBeNull();
});

test("a form falls into parts at its groups and repeats, and every question stands in one", () => {
  for (const one of FORMS) {
    const sections = sectionsOf(one);
    const top = one.questions.flatMap((q, at) => (q.parent === null ? [at] : []));
    expect(sections.flatMap((s) => [...s.at])).toEqual(top);
    expect(sections.every((s) => s.head !== null)).toBe(true);
  }
  const detention = form("detention");
  const heads = sectionsOf(detention).map((s) => detention.questions[s.head ?? 0]?.id);
  expect(heads).toEqual(["who", "taken", "injuries", "stays", "legal-steps", "release"]);
  expect(sectionOf(detention, sectionsOf(detention), "cell-width")).toBe(3);
});
