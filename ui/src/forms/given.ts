// Lists answers, part by part in the form's order, and places without one, for the review before the seal.
import type { WireAnswer, WireAnswers } from "../bridge/forms";
import type { FormFindingView, FormView, PlaceView, QuestionView, SheetView } from "../bridge/types";
import type { Texts } from "../texts/texts.svelte";
import { asks, inRow } from "./answers";
import { type Section, sectionOf, sectionsOf } from "./sections";
import { visible } from "../texts/visible";
import { outcome } from "./words";

export interface Told {
  readonly question: QuestionView;
  readonly place: PlaceView;
  readonly answer: WireAnswer;
}

export interface Given {
  readonly section: Section;
  readonly told: Told[];
  /** Places that apply and have no answer. */
  readonly left: PlaceView[];
}

/** Most characters of a displayed answer: the field has all of them. */
const MOST = 200;

/** Returns every part with at least one question that applies. `answers` has rows in the screen's order. */
export function givenIn(form: FormView, answers: WireAnswers, view: SheetView): Given[] {
  const sections = sectionsOf(form);
  const parts = sections.map((section): Given => ({ section, told: [], left: [] }));
  const applies = new Set(view.visible.map(({ question, row }) => `${question}#${row}`));
  const take = (question: QuestionView, row: number | null, answer: WireAnswer | undefined): void => {
    const part = parts[sectionOf(form, sections, question.id)];
    const place = { question: question.id, row };
    if (!part || !applies.has(`${question.id}#${row}`)) return;
    if (answer === undefined) part.left.push(place);
    else part.told.push({ question, place, answer });
  };
  form.questions.forEach((question, at) => {
    if (question.repeat !== null || !asks(question)) return;
    const answer = answers[question.id];
    const rows = typeof answer === "object" && "rows" in answer ? answer.rows : [];
    const full = rows.flatMap((row, number) => (Object.keys(row).length > 0 ? [[row, number] as const] : []));
    // Empty rows are no answer; filled rows are listed one by one.
    if (full.length === 0) take(question, null, rows.length > 0 ? undefined : answer);
    for (const [row, number] of full) for (const inner of inRow(form, at)) take(inner, number, row[inner.id]);
  });
  return parts.filter(({ told, left }) => told.length + left.length > 0);
}

/** Returns the accuracy of a point in words; empty if it is unknown. */
const accuracy = (texts: Texts, { accuracy_m }: { accuracy_m?: unknown }): string =>
  accuracy_m === undefined ? "" : `. ${texts.say("form-point-accuracy")}: ${typeof accuracy_m === "number" ? texts.count(accuracy_m) : visible(String(accuracy_m))}`;

/** Returns an answer in the reader's words. */
export function answerSaid(texts: Texts, question: QuestionView, answer: WireAnswer): string {
  if (typeof answer === "object" && "rows" in answer) return texts.say("form-rows-none");
  const value = typeof answer === "object" && "value" in answer ? answer.value : undefined;
  if (question.kind === "items" && Array.isArray(value)) return texts.say("form-given-items", { count: value.length });
  if (question.kind === "point" && value) return Object.values(value as Record<string, unknown>).slice(0, 2).join(", ") + accuracy(texts, value as { accuracy_m?: unknown });
  const words = typeof answer === "object" && "words" in answer && answer.words ? ` (${answer.words})` : "";
  const said = typeof answer === "string" ? texts.say(`form-state-${answer}`) : outcome(texts, answer, question);
  const all = said + words;
  return all.length > MOST ? `${all.slice(0, MOST).trimEnd()}…` : all;
}

/** Returns the places whose missing value leaves a calculation without a result: they apply, and hold no value. */
export function missingFor(form: FormView, answers: WireAnswers, visible: readonly PlaceView[], at: number, row: number | null): PlaceView[] {
  const applies = new Set(visible.map(({ question, row }) => `${question}#${row}`));
  const lacks = (told: WireAnswer | undefined): boolean => told === undefined || (typeof told === "string" && told !== "not-applicable");
  const found = new Map<string, PlaceView>();
  const seen = new Set<number>();
  const look = (at: number, row: number | null): void => {
    const question = form.questions[at];
    if (!question || seen.has(at)) return;
    seen.add(at);
    if (question.reads.length > 0) return question.reads.forEach((read) => look(read, row));
    const take = (row: number | null, told: WireAnswer | undefined): void => {
      if (lacks(told) && applies.has(`${question.id}#${row}`)) found.set(`${question.id}#${row}`, { question: question.id, row });
    };
    if (question.repeat === null) return take(null, answers[question.id]);
    const rows = answers[form.questions[question.repeat]?.id ?? ""];
    if (typeof rows !== "object" || !("rows" in rows)) return;
    rows.rows.forEach((inner, number) => {
      const mine = row === null ? Object.keys(inner).length > 0 : number === row;
      if (mine) take(number, inner[question.id]);
    });
  };
  look(at, row);
  return [...found.values()];
}

/**
 * Returns the place for correcting a finding: of a check that read several answers, the first that a person can give.
 */
export function mendedAt(form: FormView, { place, values }: FormFindingView): PlaceView {
  const at = form.questions.find((question) => question.id === place.question);
  if (at && asks(at)) return place;
  const read = form.questions.filter(({ id }) => id in values);
  // A check that reads only sums leads to the first summed number.
  const summed = form.questions.filter((_, n) => read.some((one) => one.reads.includes(n)));
  const first = read.find(asks) ?? summed.find(asks) ?? read[0];
  return first ? { question: first.id, row: first.repeat === null ? null : (place.row ?? 0) } : place;
}
