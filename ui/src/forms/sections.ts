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

/** True when a question is the one at `at`, or stands in it at whatever depth. */
export function holds(form: FormView, at: number, question: string): boolean {
  let one: number | null = form.questions.findIndex(({ id }) => id === question);
  while (one !== null && one >= 0 && one !== at) one = form.questions[one]?.parent ?? null;
  return one === at;
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

/**
 * `pieces` in runs: what stands in plain sight, and between that what depends on an answer. A table of which any line is
 * plain is plain.
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
