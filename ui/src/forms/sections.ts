// A form in parts: on a phone one part at a time, on a desk all under each other. A part begins with each group or repeat
// at the top of the form; questions between them belong to the part before.
import type { FormView, QuestionView } from "../bridge/types";

export interface Section {
  /** Position of the group or repeat that names it; none before the first. */
  readonly head: number | null;
  /** Positions of what stands in it at the top, in order. */
  readonly at: readonly number[];
}

export function sectionsOf(form: FormView): Section[] {
  const sections: { head: number | null; at: number[] }[] = [];
  form.questions.forEach((question, at) => {
    if (question.parent !== null) return;
    const last = sections.at(-1);
    if (question.kind !== "group" && question.kind !== "repeat") {
      if (last) last.at.push(at);
      else sections.push({ head: null, at: [at] });
    } else if (last && last.head === null) {
      last.head = at;
      last.at.push(at);
    } else sections.push({ head: at, at: [at] });
  });
  return sections;
}

/** Positions of what a group or repeat holds, in order. */
export function within(form: FormView, parent: number): number[] {
  return form.questions.flatMap((question, at) => (question.parent === parent ? [at] : []));
}

/**
 * `at` in pieces: questions that stand alone, and those that make a table. A table are two or more whole numbers that follow
 * each other, with what is reckoned between them; within a row of a repeat short words count as well. Told from the form
 * alone: what applies may change while somebody types, and a field must stay the same field.
 */
export function piecesOf(form: FormView, at: readonly number[]): (readonly number[])[] {
  const pieces: number[][] = [];
  for (let from = 0; from < at.length; ) {
    let to = from;
    while (to < at.length && lined(form.questions[at[to] ?? -1])) to += 1;
    const run = at.slice(from, to);
    const asked = run.filter((one) => form.questions[one]?.kind !== "number");
    const table = asked.length > 1 && asked.some((one) => form.questions[one]?.kind === "integer");
    pieces.push(...(table ? [run] : at.slice(from, Math.max(to, from + 1)).map((one) => [one])));
    from = Math.max(to, from + 1);
  }
  return pieces;
}

/** Longest words that have a line of a table, in characters. */
const SHORT = 200;

function lined(question: QuestionView | undefined): boolean {
  if (question?.kind === "text") return question.repeat !== null && (question.maxLength ?? Infinity) <= SHORT;
  return question?.kind === "integer" || question?.kind === "number";
}

/** The part in which a question stands. */
export function sectionOf(form: FormView, sections: readonly Section[], question: string): number {
  let at = form.questions.findIndex((q) => q.id === question);
  for (let parent = form.questions[at]?.parent ?? null; parent !== null; parent = form.questions[at]?.parent ?? null) at = parent;
  return Math.max(0, sections.findIndex((section) => section.at.includes(at)));
}
