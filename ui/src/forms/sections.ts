// Divides a form into parts: a phone shows one part at a time, a desk all below each other. A part begins with each
// group or repeat at the top level; questions between them belong to the part before.
import type { FormView, QuestionView } from "../bridge/types";

export interface Section {
  /** Position of the group or repeat that names the part; null in a form without any. */
  readonly head: number | null;
  /** Positions of its questions at the top level, in order. */
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

/** Returns true if a question is the one at `at`, or is nested in it at any depth. */
export function holds(form: FormView, at: number, question: string): boolean {
  let one: number | null = form.questions.findIndex(({ id }) => id === question);
  while (one !== null && one >= 0 && one !== at) one = form.questions[one]?.parent ?? null;
  return one === at;
}

/** Returns the positions of the children of a group or repeat, in order. */
export function within(form: FormView, parent: number): number[] {
  return form.questions.flatMap((question, at) => (question.parent === parent ? [at] : []));
}

/**
 * Splits `at` into pieces: single questions, and tables. A table has two or more consecutive whole numbers, with the
 * calculations between them; in a row of a repeat short words count as well. The split depends on the form alone:
 * answers change what applies while a person types, and a field must stay the same field.
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

/**
 * Groups `pieces` into runs of visible ones and of those that depend on an answer. A table with one visible line is
 * visible.
 */
export function runsOf(pieces: readonly (readonly number[])[], plain: ReadonlySet<number>): { depends: boolean; pieces: (readonly number[])[] }[] {
  const runs: { depends: boolean; pieces: (readonly number[])[] }[] = [];
  for (const piece of pieces) {
    const depends = !piece.some((one) => plain.has(one));
    const last = runs.at(-1);
    if (last?.depends === depends) last.pieces.push(piece);
    else runs.push({ depends, pieces: [piece] });
  }
  return runs;
}

/** Most characters of a text that has a line of a table. */
const SHORT = 200;

function lined(question: QuestionView | undefined): boolean {
  if (question?.kind === "text") return question.repeat !== null && (question.maxLength ?? Infinity) <= SHORT;
  return question?.kind === "integer" || question?.kind === "number";
}

/** Returns the index in `sections` of a question's part; 0 if no part has the question. */
export function sectionOf(form: FormView, sections: readonly Section[], question: string): number {
  let at = form.questions.findIndex((q) => q.id === question);
  for (let parent = form.questions[at]?.parent ?? null; parent !== null; parent = form.questions[at]?.parent ?? null) at = parent;
  return Math.max(0, sections.findIndex((section) => section.at.includes(at)));
}
