import { expect, test } from "vitest";
import { draft, listed } from "../bridge/fake/forms";
import type { Sheet } from "../forms/sheet.svelte";
import { unfinished } from "./unfinished";

/** Returns a sealed sheet, with its draft removed from the vault or left there. */
const sealed = (id: string, draftLeft: boolean): Sheet => ({ id, touched: true, sealed: {}, draftLeft }) as unknown as Sheet;

test("a sealed form whose draft was left in the vault is listed, to be discarded there; one whose draft is gone is not", () => {
  const kept = [0, 1].map((n) => ({ ...listed(draft(n)), here: false }));
  const [left, gone] = kept.map(({ id }, n) => sealed(id, n === 0));
  if (!left || !gone) throw new Error("two drafts");
  expect(unfinished([left, gone], kept).map(({ id }) => id)).toEqual([left.id]);
});
