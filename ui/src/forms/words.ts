// Answers, outcomes and findings in the reader's words.
import type { FormFindingView, FormView, QuestionView } from "../bridge/types";
import type { Texts } from "../texts/texts.svelte";
import { visible, visibleLines } from "../texts/visible";
import { asTyped, said } from "./edtf";

/** Findings of the form engine itself; `docs/forms.md` lists them. The text of each is `form-finding-KEY`. */
export const ENGINE_FINDINGS = [
  "required",
  "out-of-range",
  "not-whole",
  "not-a-number",
  "not-a-text",
  "too-long",
  "not-a-choice",
  "not-a-date",
  "not-a-time",
  "not-a-datetime",
  "not-items",
  "not-a-point",
  "range",
  "rows",
  "state",
  "words",
  "no-answer",
] as const;

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;

interface Told {
  readonly state?: unknown;
  readonly value?: unknown;
  readonly range?: unknown;
  readonly about?: unknown;
}

/** Returns a finding in words: the form's own message, or ours. */
export function finding(texts: Texts, found: FormFindingView, question: QuestionView | undefined): string {
  if (Object.keys(found.message).length > 0) return texts.pick(found.message);
  const key = ENGINE_FINDINGS.find((one) => one === found.key);
  if (!key) return texts.say("form-finding-other", { key: found.key });
  if (key === "out-of-range") return limits(texts, question);
  return texts.say(`form-finding-${key}`, { most: texts.count(question?.maxLength ?? 100_000) });
}

function limits(texts: Texts, question: QuestionView | undefined): string {
  const [min, max] = [question?.min ?? null, question?.max ?? null];
  if (min !== null && max !== null) return texts.say("form-finding-out-of-range-between", { min: texts.count(min), max: texts.count(max) });
  if (min !== null) return texts.say("form-finding-out-of-range-least", { min: texts.count(min) });
  if (max !== null) return texts.say("form-finding-out-of-range-most", { max: texts.count(max) });
  return texts.say("form-finding-out-of-range");
}

/** Returns the values that a check read, as `Valid: 256`. */
export function values(texts: Texts, form: FormView, found: FormFindingView): string[] {
  return Object.entries(found.values).map(([id, value]) => {
    const question = form.questions.find((q) => q.id === id);
    const label = question && Object.keys(question.label).length > 0 ? texts.pick(question.label) : id;
    const all = Array.isArray(value) ? value : [value];
    return `${label}: ${all.map((one) => outcome(texts, one, question)).join(" + ") || "–"}`;
  });
}

/** Returns a state with its value, in words. */
export function outcome(texts: Texts, of: unknown, question: QuestionView | undefined): string {
  const { state, value, range, about } = (of ?? {}) as Told;
  if (Array.isArray(range)) {
    const [from, to] = range as [unknown, unknown];
    if (from === null) return texts.say("form-at-most", { value: single(texts, to, question) });
    if (to === null) return texts.say("form-at-least", { value: single(texts, from, question) });
    return `${single(texts, from, question)}–${single(texts, to, question)}`;
  }
  if (about !== undefined) return texts.say("form-about", { value: single(texts, about, question) });
  if (value !== undefined) return single(texts, value, question);
  if (state === "unknown" || state === "refused" || state === "not-asked" || state === "not-applicable") return texts.say(`form-state-${state}`);
  return texts.say("form-cannot-tell");
}

function single(texts: Texts, value: unknown, question: QuestionView | undefined): string {
  if (Array.isArray(value)) return value.map((one) => single(texts, one, question)).join(", ");
  if (typeof value === "boolean") return texts.say(value ? "form-true" : "form-false");
  if (typeof value === "number") return texts.count(value);
  if (typeof value !== "string") return texts.say("form-cannot-tell");
  const choice = question?.choices.find((c) => c.id === value);
  if (choice) return texts.pick(choice.label);
  const { kind } = question ?? {};
  const typed = (what: string): string => texts.say("form-not-understood", { what: visible(what) });
  if (kind === "date" || kind === "when") return said(texts, value) ?? typed(asTyped(texts, value));
  // Text that reads as a number or a time goes to the core as one.
  if (kind === "integer" || kind === "decimal" || (kind === "time" && !CLOCK.test(value))) return typed(value);
  return kind === "text" ? visibleLines(value) : visible(value);
}

/** Returns a question's words with its row, as `Votes, row 2`. */
export function placeSaid(texts: Texts, question: QuestionView | undefined, row: number | null): string {
  const label = question ? texts.pick(question.label) : "";
  return row === null ? label : texts.say("form-place-row", { label, row: row + 1 });
}
