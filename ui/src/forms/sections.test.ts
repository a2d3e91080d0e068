import { expect, test } from "vitest";
import shipped from "../bridge/fake/shipped.json";
import type { FormView } from "../bridge/types";
import { piecesOf, within } from "./sections";

const FORMS = shipped as unknown as FormView[];

/** Returns the ids of the questions in each table of a form's group or repeat. */
function tables(form: string, parent: string): string[][] {
  const found = FORMS.find(({ name }) => name.id === form);
  if (!found) throw new Error(form);
  const at = found.questions.findIndex(({ id }) => id === parent);
  const pieces = piecesOf(found, within(found, at));
  return pieces.filter((piece) => piece.length > 1).map((piece) => piece.map((one) => found.questions[one]?.id ?? ""));
}

test("the numbers of the paper are one table in its order, with what is reckoned between them", () => {
  expect(tables("vote-count", "voters")).toEqual([
    ["registered", "added", "received", "issued-station", "issued-home", "issued-absentee", "issued", "unused", "spoiled", "boxes-stationary", "boxes-mobile", "in-boxes", "invalid", "valid"],
  ]);
  expect(tables("vote-count", "candidates")).toEqual([["candidate", "votes"]]);
});

test("a number that stands alone, and words outside of rows, make no table", () => {
  expect(tables("vote-count", "station")).toEqual([]);
  expect(tables("detention", "who")).toEqual([]);
  expect(tables("detention", "cell")).toEqual([]);
});

test("every question stands in one piece, in the form's order", () => {
  for (const form of FORMS) {
    const at = form.questions.flatMap((question, position) => (question.parent === null ? [position] : []));
    expect(piecesOf(form, at).flat()).toEqual(at);
  }
});
