// The progress of a form, part by part: its answers, its open required questions, its findings. "Not known" and
// "refused" are answers; a question that does not apply does not count.
import type { WireAnswer, WireAnswers } from "../bridge/forms";
import type { FormView, SheetView } from "../bridge/types";
import { asks, inRow } from "./answers";
import { type Section, sectionOf, sectionsOf } from "./sections";

export interface Progress {
  readonly section: Section;
  /** Questions that apply now; those of a row count once for each row. */
  asked: number;
  answered: number;
  /** Required questions without an answer. */
  required: number;
  /** Findings and answers that block the seal. */
  mend: number;
  /** Findings that are mere remarks. */
  look: number;
}

/** Returns true if a part is complete. */
export const done = (part: Progress): boolean => part.answered === part.asked && part.mend === 0;

/** Returns the first incomplete part; after the last part comes the seal. */
export function firstLeft(parts: readonly Progress[]): number {
  const at = parts.findIndex((part) => !done(part));
  return at < 0 ? parts.length : at;
}

/** Returns every part with at least one question that applies. */
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
    // An empty row does not count, and rows that are all empty are no answer.
    ask(question.id, rows && rows.length > 0 && rows.every(empty) ? undefined : told, question.required);
    rows?.forEach((row, number) => {
      if (empty(row)) return;
      for (const inner of inRow(form, at)) if (applies.has(`${inner.id}#${number}`)) ask(inner.id, row[inner.id], inner.required);
    });
  });
  for (const { place, key, hinders } of view.findings) {
    const part = partOf(place.question);
    // Required questions are already counted.
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
