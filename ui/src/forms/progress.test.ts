import { expect, test } from "vitest";
import type { WireAnswers } from "../bridge/forms";
import type { FormFindingView, FormView, QuestionType, QuestionView, SheetView } from "../bridge/types";
import { done, firstLeft, progressOf } from "./progress";

function question(id: string, kind: QuestionType, change: Partial<QuestionView> = {}): QuestionView {
  const none = { parent: null, repeat: null, min: null, max: null, maxLength: null, reads: [] };
  return { id, kind, label: {}, hint: {}, required: false, choices: [], ...none, ...change };
}

/** Two parts: a group with a note, two questions and a sum; a repeat of one question, and a question after it. */
const FORM = {
  questions: [
    question("who", "group"),
    question("note", "note", { parent: 0 }),
    question("name", "text", { parent: 0, required: true }),
    question("age", "integer", { parent: 0 }),
    question("sum", "number", { parent: 0 }),
    question("stays", "repeat"),
    question("where", "text", { parent: 5, repeat: 5 }),
    question("free", "select-one"),
  ],
} as unknown as FormView;

const ALL = ["who", "note", "name", "age", "sum", "stays", "free"].map((one) => ({ question: one, row: null }));
const view = (change: Partial<SheetView> = {}): SheetView => ({ visible: ALL, calculated: [], findings: [], findingsLeftOut: 0, setAside: [], canSave: true, ...change });
const found = (at: string, key: string, hinders: boolean): FormFindingView => ({ place: { question: at, row: null }, key, hinders, message: {}, values: {} });
const of = (answers: WireAnswers, change: Partial<SheetView> = {}) => progressOf(FORM, answers, view(change));

test("each part says how many of its questions are answered; notes and sums are no questions", () => {
  expect(of({ age: { value: 34 } }).map(({ asked, answered }) => [answered, asked])).toEqual([
    [1, 2],
    [0, 2],
  ]);
});

test("not known and refused are answers", () => {
  expect(of({ name: "refused", age: "unknown" })[0]).toMatchObject({ answered: 2, required: 0 });
});

test("questions of a row count once for each row, and an empty list that was said is an answer", () => {
  const visible = [...ALL, { question: "where", row: 0 }, { question: "where", row: 1 }];
  const rows = { stays: { rows: [{ where: { value: "a cell" } }, { where: "unknown" as const }, {}] } };
  expect(of(rows, { visible })[1]).toMatchObject({ answered: 3, asked: 4 });
  expect(of({ stays: { rows: [{}] } }, { visible })[1]).toMatchObject({ answered: 0, asked: 2 });
  expect(of({ stays: { rows: [] } })[1]).toMatchObject({ answered: 1, asked: 2 });
});

test("what does not apply is not asked for", () => {
  const visible = ALL.filter((place) => place.question !== "age");
  expect(of({}, { visible })[0]).toMatchObject({ answered: 0, asked: 1 });
});

test("a required question that was not asked is counted as that, once, and not as something to mend", () => {
  const [who] = of({}, { findings: [found("name", "required", true)] });
  expect(who).toMatchObject({ required: 1, mend: 0 });
});

test("what must be mended and what only stands out are counted in their part", () => {
  const [who, stays] = of({}, { findings: [found("age", "out-of-range", true), found("free", "P01", false)], setAside: [{ question: "stays", row: null }] });
  expect(who).toMatchObject({ mend: 1, look: 0 });
  expect(stays).toMatchObject({ mend: 1, look: 1 });
});

test("the first part that is left is the first with a question open or something to mend; after the last comes sealing", () => {
  const answered = { name: { value: "A." }, age: "unknown" } as const;
  expect(firstLeft(of({}))).toBe(0);
  expect(firstLeft(of(answered))).toBe(1);
  expect(firstLeft(of(answered, { findings: [found("age", "out-of-range", true)] }))).toBe(0);
  expect(firstLeft(of({ ...answered, stays: "unknown", free: "refused" }))).toBe(2);
});

test("what only stands out leaves a part done", () => {
  const [who] = of({ name: "refused", age: "unknown" }, { findings: [found("age", "P01", false)] });
  expect(who && done(who)).toBe(true);
});

test("a part in which nothing applies is not there", () => {
  const visible = ALL.filter((place) => !["who", "note", "name", "age", "sum"].includes(place.question));
  expect(of({}, { visible }).map((part) => part.section.head)).toEqual([5]);
});
