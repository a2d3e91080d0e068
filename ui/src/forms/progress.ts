// How far a form is, part by part: what is answered, what must still be asked, what stands out. "Not known" and "refused"
// are answers; what does not apply is no question.
import type { WireAnswer, WireAnswers } from "../bridge/forms";
import type { FormView, SheetView } from "../bridge/types";
import { asks, inRow } from "./answers";
import { type Section, sectionOf, sectionsOf } from "./sections";

export interface Progress {
  readonly section: Section;
  /** Questions that apply now; those of a row count once for each row. */
  asked: number;
  answered: number;
  /** Those that must be asked and were not. */
  required: number;
  /** Findings and answers that hinder sealing. */
  mend: number;
  /** Findings that only stand out. */
  look: number;
}

/** True when nothing is left to do in a part. */
export const done = (part: Progress): boolean => part.answered === part.asked && part.mend === 0;

/** The first part in which something is left; after the last of them comes sealing. */
export function firstLeft(parts: readonly Progress[]): number {
  const at = parts.findIndex((part) => !done(part));
  return at < 0 ? parts.length : at;
}

/** Every part in which anything applies. */
export function progressOf(form: FormView, answers: WireAnswers, view: SheetView): Progress[] {
  const sections = sectionsOf(form);
  const parts = sections.map((section): Progress => ({ section, asked: 0, answered: 0, required: 0, mend: 0, look: 0 }));
  const places = new Map(form.questions.map((question) => [question.id, parts[sectionOf(form, sections, question.id)]]));
  const partOf = (question: string): Progress | undefined => places.get(question);
  const ask = (question: string, told: WireAnswer | undefined, required: boolean): void => {
    const part = partOf(question);
    if (!part) return;
    part.asked += 1;
    if (told !== undefined) part.answered += 1;
    else if (required) part.required += 1;
  };
  const applies = new Set(view.visible.map(({ question, row }) => `${question}#${row}`));
  form.questions.forEach((question, at) => {
    if (question.repeat !== null || !asks(question) || !applies.has(`${question.id}#null`)) return;
    const told = answers[question.id];
    const rows = typeof told === "object" && "rows" in told ? told.rows : null;
    const empty = (row: WireAnswers): boolean => Object.keys(row).length === 0;
    // A row in which nothing stands is no row, and rows that all are no answer.
    ask(question.id, rows && rows.length > 0 && rows.every(empty) ? undefined : told, question.required);
    rows?.forEach((row, number) => {
      if (empty(row)) return;
      for (const inner of inRow(form, at)) if (applies.has(`${inner.id}#${number}`)) ask(inner.id, row[inner.id], inner.required);
    });
  });
  for (const { place, key, hinders } of view.findings) {
    const part = partOf(place.question);
    // A question that must still be asked is counted as such.
    if (!part || key === "required") continue;
    if (hinders) part.mend += 1;
    else part.look += 1;
  }
  for (const { question } of view.setAside) {
    const part = partOf(question);
    if (part) part.mend += 1;
  }
  const shown = new Set(view.visible.map(({ question }) => partOf(question)));
  return parts.filter((part) => shown.has(part));
}
