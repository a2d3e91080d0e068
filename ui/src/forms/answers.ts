// A person's words and choices, question by question, and their conversion into the core's answers.
import type { WireAnswer, WireAnswers } from "../bridge/forms";
import type { FormView, QuestionType, QuestionView } from "../bridge/types";
import { Entry } from "./entry.svelte";
import { both, one } from "./pair";

/** One row of a repeat. */
export interface Row {
  /** Identifies the row while others are removed. */
  readonly key: number;
  readonly entries: Record<string, Entry>;
}

/** The input to one form. */
export interface Typed {
  readonly entries: Record<string, Entry>;
  readonly rows: Record<string, Row[]>;
}

const NOT_ASKED: ReadonlySet<QuestionType> = new Set(["note", "number", "words", "truth", "group"]);
const RANGED: ReadonlySet<QuestionType> = new Set(["integer", "decimal", "time", "datetime"]);
/** Types whose coded or counted answer may have the person's own words beside it. */
const WORDED: ReadonlySet<QuestionType> = new Set(["integer", "decimal", "select-one", "select-multiple", "date", "when", "time", "datetime", "point"]);

/** Returns true if a person can be asked the question. */
export const asks = (question: QuestionView): boolean => !NOT_ASKED.has(question.kind);
/** Returns true if the answer may be a range or "about". */
export const ranged = (question: QuestionView): boolean => RANGED.has(question.kind);
/** Returns true if the answer may have own words beside it. */
export const worded = (question: QuestionView): boolean => WORDED.has(question.kind);

/** Returns the questions that are asked once for each row of the repeat at `at`. */
export function inRow(form: FormView, at: number): QuestionView[] {
  return form.questions.filter((q) => q.repeat === at && asks(q));
}

export function blankRow(form: FormView, repeat: string, key: number): Row {
  const at = form.questions.findIndex((q) => q.id === repeat);
  return { key, entries: Object.fromEntries(inRow(form, at).map((q) => [q.id, new Entry()])) };
}

/** Returns a form before any question was asked. */
export function untouched(form: FormView): Typed {
  const top = form.questions.filter((q) => q.repeat === null && asks(q));
  return {
    entries: Object.fromEntries(top.map((q) => [q.id, new Entry()])),
    rows: Object.fromEntries(top.filter((q) => q.kind === "repeat").map((q) => [q.id, []])),
  };
}

/** Returns the answers for the core; leaves out questions that were not asked, and empty rows. */
export function wires(form: FormView, typed: Typed): WireAnswers {
  return composed(form, typed, true);
}

/** Returns the answers with all rows on the screen, including empty ones. */
export function onScreen(form: FormView, typed: Typed): WireAnswers {
  return composed(form, typed, false);
}

function composed(form: FormView, typed: Typed, bare: boolean): WireAnswers {
  const out: Record<string, WireAnswer> = {};
  form.questions.forEach((question, at) => {
    const entry = question.repeat === null ? typed.entries[question.id] : undefined;
    if (!entry) return;
    const told = question.kind === "repeat" ? repeated(form, at, entry, typed.rows[question.id] ?? [], bare) : wire(question, entry);
    if (told !== null) out[question.id] = told;
  });
  return out;
}

function repeated(form: FormView, at: number, entry: Entry, rows: readonly Row[], bare: boolean): WireAnswer | null {
  if (entry.state === "not-asked") return null;
  if (entry.state !== "value") return entry.state;
  const inner = inRow(form, at);
  const told = rows.map((row) => rowed(inner, row));
  const kept = bare ? told.filter(says) : told;
  // Empty rows do not mean "there were none" yet.
  return rows.length > 0 && kept.length === 0 ? null : { rows: kept };
}

function rowed(inner: readonly QuestionView[], row: Row): WireAnswers {
  const told = inner.map((q) => [q.id, row.entries[q.id] ? wire(q, row.entries[q.id] as Entry) : null] as const);
  return Object.fromEntries(told.filter((pair): pair is [string, WireAnswer] => pair[1] !== null));
}

const says = (row: WireAnswers): boolean => Object.keys(row).length > 0;

/** Returns, for each repeat, the positions on the screen of the rows that go to the core. */
export function rowsSent(shown: WireAnswers): Record<string, number[]> {
  const repeats = Object.entries(shown).flatMap(([id, told]) => (typeof told === "object" && "rows" in told ? [[id, told.rows] as const] : []));
  return Object.fromEntries(repeats.map(([id, rows]) => [id, rows.flatMap((row, at) => (says(row) ? [at] : []))]));
}

/** Returns one answer; null if the question was not asked or its field is empty. */
export function wire(question: QuestionView, entry: Entry): WireAnswer | null {
  if (entry.state === "not-asked") return null;
  if (entry.state !== "value") return entry.state;
  const value = valueOf(question, entry);
  if (value === null) return null;
  const words = worded(question) && entry.words.trim() !== "" ? { words: entry.words } : {};
  if (ranged(question) && entry.mode === "about") return { about: value, ...words };
  if (isRange(question, entry)) return { range: [single(question, entry.typed), single(question, entry.to)], ...words };
  return { value, ...words };
}

/**
 * Changes an entry and sets its state in the same step: between two steps a browser renders, and it would hide the
 * field of a state without a value. A filled field is an answer; an emptied one is none.
 */
export function put(question: QuestionView, entry: Entry, change: Partial<Entry>): void {
  Object.assign(entry, change);
  if (filled(question, entry)) entry.state = "value";
  else if (entry.state === "value") entry.state = "not-asked";
}

/** The choice "other", which only says which choices do not fit. */
const OTHER = "other";

/** Returns true if "other" is chosen without own words. */
export function unsaid(question: QuestionView, entry: Entry): boolean {
  const chosen = question.kind === "select-one" || question.kind === "select-multiple";
  return chosen && entry.state === "value" && entry.chosen.includes(OTHER) && entry.words.trim() === "";
}

/** Returns true if the fields are filled, in any state. */
export function filled(question: QuestionView, entry: Entry): boolean {
  return valueOf(question, entry) !== null || (worded(question) && entry.words.trim() !== "");
}

const isRange = (question: QuestionView, entry: Entry): boolean => ranged(question) && entry.mode === "range";

/** Returns the filled value; of a range, its first filled end. */
function valueOf(question: QuestionView, entry: Entry): unknown {
  switch (question.kind) {
    case "select-one":
      return entry.chosen[0] ?? null;
    case "select-multiple":
    case "items":
      return entry.chosen.length > 0 ? [...entry.chosen] : null;
    case "point": {
      const [lat, lon] = halves(entry);
      if (lat.trim() === "" && lon.trim() === "") return null;
      const accuracy = entry.accuracy.trim() === "" ? {} : { accuracy_m: number(entry.accuracy) };
      return { lat: number(lat), lon: number(lon), ...accuracy };
    }
    default:
      return single(question, entry.typed) ?? (isRange(question, entry) ? single(question, entry.to) : null);
  }
}

/** Returns latitude and longitude as typed, also if one field holds both. */
function halves({ typed, to }: Entry): readonly [string, string] {
  return (to.trim() === "" ? both(typed) : typed.trim() === "" ? both(to) : null) ?? [one(typed, "lat") ?? typed, one(to, "lon") ?? to];
}

/** Returns the halves of a place, latitude first, of which each is true if it is filled and cannot be read. */
export function unread(entry: Entry): readonly [boolean, boolean] {
  const cannot = (half: string): boolean => half.trim() !== "" && typeof number(half) === "string";
  const [lat, lon] = halves(entry);
  return [cannot(lat), cannot(lon)];
}

/** Returns one typed value. Unreadable text goes unchanged to the core, which explains its fault. */
function single(question: QuestionView, typed: string): unknown {
  if (typed.trim() === "") return null;
  switch (question.kind) {
    case "integer":
      return whole(typed);
    case "decimal":
      return number(typed);
    case "time":
      return clock(typed);
    default:
      return question.kind === "text" ? typed : typed.trim();
  }
}

/** Returns a whole number; spaces between groups of digits are allowed. A comma is ambiguous and refused. */
function whole(typed: string): number | string {
  const digits = bare(typed);
  const read = Number(digits);
  return /^-?\d+$/.test(digits) && Number.isSafeInteger(read) ? read : typed;
}

/** Returns a number with a point or a comma before its fraction. */
export function number(typed: string): number | string {
  const digits = bare(typed).replace(",", ".");
  return /^-?\d+(\.\d+)?$/.test(digits) ? Number(digits) : typed;
}

function bare(typed: string): string {
  return typed.trim().replace(/(\d)[\s\u00A0\u202F]+(?=\d)/g, "$1").replace(/^\u2212/, "-");
}

/** Converts `9:05`, `905` and `0905` into 09:05. */
export function clock(typed: string): string {
  const read = /^(\d{1,2})[:.]?(\d{2})$/.exec(typed.trim());
  return read ? `${(read[1] ?? "").padStart(2, "0")}:${read[2]}` : typed.trim();
}

/** Restores the input from the answers of a draft. */
export function typedFrom(form: FormView, answers: WireAnswers): Typed {
  const typed = untouched(form);
  let key = 0;
  form.questions.forEach((question, at) => {
    const told = answers[question.id];
    const entry = typed.entries[question.id];
    if (told === undefined || !entry) return;
    if (question.kind !== "repeat") {
      typed.entries[question.id] = entryFrom(question, told);
      return;
    }
    entry.state = typeof told === "string" ? told : "value";
    if (typeof told !== "object" || !("rows" in told)) return;
    typed.rows[question.id] = told.rows.map((row) => ({
      key: (key += 1),
      entries: Object.fromEntries(inRow(form, at).map((q) => [q.id, row[q.id] === undefined ? new Entry() : entryFrom(q, row[q.id] as WireAnswer)])),
    }));
  });
  return typed;
}

function entryFrom(question: QuestionView, told: WireAnswer): Entry {
  if (typeof told === "string") return new Entry({ state: told });
  if ("rows" in told) return new Entry();
  const entry = new Entry({ state: "value", words: told.words ?? "" });
  if ("range" in told) return Object.assign(entry, { mode: "range", typed: shown(told.range[0]), to: shown(told.range[1]) });
  if ("about" in told) return Object.assign(entry, { mode: "about", typed: shown(told.about) });
  if (question.kind === "select-one") entry.chosen = [String(told.value)];
  else if (question.kind === "select-multiple" || question.kind === "items") entry.chosen = (told.value as unknown[]).map(String);
  else if (question.kind === "point") {
    const { lat, lon, accuracy_m } = told.value as Record<string, unknown>;
    Object.assign(entry, { typed: shown(lat), to: shown(lon), accuracy: shown(accuracy_m) });
  } else entry.typed = shown(told.value);
  return entry;
}

const shown = (value: unknown): string => (value === null || value === undefined ? "" : String(value));

/** Returns the ids of all items in the answers, each once. */
export function itemsIn(form: FormView, answers: WireAnswers): string[] {
  const found = new Set<string>();
  const look = (all: WireAnswers): void => {
    for (const question of form.questions) {
      const told = all[question.id];
      if (typeof told !== "object") continue;
      if ("rows" in told) told.rows.forEach(look);
      else if (question.kind === "items" && "value" in told && Array.isArray(told.value)) told.value.forEach((id) => found.add(String(id)));
    }
  };
  look(answers);
  return [...found];
}
