// Words and choices of a person, question by question, and the answers that go to the core.
import type { WireAnswer, WireAnswers } from "../bridge/forms";
import type { FormView, QuestionType, QuestionView } from "../bridge/types";
import { Entry } from "./entry.svelte";

/** One row of a repeat. */
export interface Row {
  /** Tells rows apart while some are taken out. */
  readonly key: number;
  readonly entries: Record<string, Entry>;
}

/** All that was typed into one form. */
export interface Typed {
  readonly entries: Record<string, Entry>;
  readonly rows: Record<string, Row[]>;
}

const NOT_ASKED: ReadonlySet<QuestionType> = new Set(["note", "number", "words", "truth", "group"]);
const RANGED: ReadonlySet<QuestionType> = new Set(["integer", "decimal", "time", "datetime"]);
/** Where a coded or counted answer may have the person's own words beside it. */
const WORDED: ReadonlySet<QuestionType> = new Set(["integer", "decimal", "select-one", "select-multiple", "date", "when", "time", "datetime", "point"]);

/** True when a person can be asked it. */
export const asks = (question: QuestionView): boolean => !NOT_ASKED.has(question.kind);
/** True when it may be told as a range or as "about". */
export const ranged = (question: QuestionView): boolean => RANGED.has(question.kind);
/** True when own words stand beside it. */
export const worded = (question: QuestionView): boolean => WORDED.has(question.kind);

/** Questions that are asked once per row of the repeat at `at`. */
export function inRow(form: FormView, at: number): QuestionView[] {
  return form.questions.filter((q) => q.repeat === at && asks(q));
}

export function blankRow(form: FormView, repeat: string, key: number): Row {
  const at = form.questions.findIndex((q) => q.id === repeat);
  return { key, entries: Object.fromEntries(inRow(form, at).map((q) => [q.id, new Entry()])) };
}

/** A form before anything was asked. */
export function untouched(form: FormView): Typed {
  const top = form.questions.filter((q) => q.repeat === null && asks(q));
  return {
    entries: Object.fromEntries(top.map((q) => [q.id, new Entry()])),
    rows: Object.fromEntries(top.filter((q) => q.kind === "repeat").map((q) => [q.id, []])),
  };
}

/** The answers that go to the core: a question that was not asked is left out, and so is a row in which nothing stands. */
export function wires(form: FormView, typed: Typed): WireAnswers {
  return composed(form, typed, true);
}

/** Row by row as the screen has them, with those in which nothing stands. */
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
  // Rows that say nothing are not yet "there were none".
  return rows.length > 0 && kept.length === 0 ? null : { rows: kept };
}

function rowed(inner: readonly QuestionView[], row: Row): WireAnswers {
  const told = inner.map((q) => [q.id, row.entries[q.id] ? wire(q, row.entries[q.id] as Entry) : null] as const);
  return Object.fromEntries(told.filter((pair): pair is [string, WireAnswer] => pair[1] !== null));
}

const says = (row: WireAnswers): boolean => Object.keys(row).length > 0;

/** Positions on the screen of the rows that go to the core, by repeat. */
export function rowsSent(shown: WireAnswers): Record<string, number[]> {
  const repeats = Object.entries(shown).flatMap(([id, told]) => (typeof told === "object" && "rows" in told ? [[id, told.rows] as const] : []));
  return Object.fromEntries(repeats.map(([id, rows]) => [id, rows.flatMap((row, at) => (says(row) ? [at] : []))]));
}

/** One answer; none when it was not asked, or when nothing is filled in yet. */
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
 * Puts what was typed or chosen into an entry, and says in the same step how it stands: between two steps a browser shows
 * what is, and a field that stands for no answer is not shown. Something is an answer; all of it gone is none.
 */
export function put(question: QuestionView, entry: Entry, change: Partial<Entry>): void {
  Object.assign(entry, change);
  if (filled(question, entry)) entry.state = "value";
  else if (entry.state === "value") entry.state = "not-asked";
}

/** The choice of every form that says no more than what it is not. */
const OTHER = "other";

/** True where "other" is chosen and not said yet in own words. */
export function unsaid(question: QuestionView, entry: Entry): boolean {
  const chosen = question.kind === "select-one" || question.kind === "select-multiple";
  return chosen && entry.state === "value" && entry.chosen.includes(OTHER) && entry.words.trim() === "";
}

/** True while something stands in the fields, whatever the state. */
export function filled(question: QuestionView, entry: Entry): boolean {
  return valueOf(question, entry) !== null || (worded(question) && entry.words.trim() !== "");
}

const isRange = (question: QuestionView, entry: Entry): boolean => ranged(question) && entry.mode === "range";

/** The value filled in; of a range, the first end that is. */
function valueOf(question: QuestionView, entry: Entry): unknown {
  switch (question.kind) {
    case "select-one":
      return entry.chosen[0] ?? null;
    case "select-multiple":
    case "items":
      return entry.chosen.length > 0 ? [...entry.chosen] : null;
    case "point": {
      if (entry.typed.trim() === "" && entry.to.trim() === "") return null;
      const accuracy = entry.accuracy.trim() === "" ? {} : { accuracy_m: number(entry.accuracy) };
      return { lat: number(entry.typed), lon: number(entry.to), ...accuracy };
    }
    default:
      return single(question, entry.typed) ?? (isRange(question, entry) ? single(question, entry.to) : null);
  }
}

/** One typed value. Text that cannot be read goes as it was typed to the core, which says what is wrong with it. */
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

/** A whole number; spaces between groups of digits are no part of it. A comma might mean either thing: not guessed. */
function whole(typed: string): number | string {
  const digits = bare(typed);
  const read = Number(digits);
  return /^-?\d+$/.test(digits) && Number.isSafeInteger(read) ? read : typed;
}

/** A number with a point or a comma before its fraction. */
export function number(typed: string): number | string {
  const digits = bare(typed).replace(",", ".");
  return /^-?\d+(\.\d+)?$/.test(digits) ? Number(digits) : typed;
}

function bare(typed: string): string {
  return typed.trim().replace(/(\d)[\s\u00A0\u202F]+(?=\d)/g, "$1").replace(/^\u2212/, "-");
}

/** `9:05`, `905` and `0905` are 09:05. */
export function clock(typed: string): string {
  const read = /^(\d{1,2})[:.]?(\d{2})$/.exec(typed.trim());
  return read ? `${(read[1] ?? "").padStart(2, "0")}:${read[2]}` : typed.trim();
}

/** Typed again from the answers of a draft. */
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

/** Ids of all items that the answers name, each once. */
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
