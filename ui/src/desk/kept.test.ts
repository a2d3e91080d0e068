import { expect, test } from "vitest";
import { Kept } from "./kept";

function kept(most: number): { store: Kept<string>; gone: string[]; asked: string[]; answer: (key: string) => Promise<{ value: string; cost: number }> } {
  const gone: string[] = [];
  const asked: string[] = [];
  const store = new Kept<string>(most, (value) => gone.push(value));
  return { store, gone, asked, answer: (key) => (asked.push(key), Promise.resolve({ value: key.toUpperCase(), cost: 10 })) };
}

test("over its bound it gives up what was used longest ago, and says so", async () => {
  const { store, gone, answer } = kept(30);
  for (const key of ["a", "b", "c"]) await store.ask(key, () => answer(key));
  store.get("a");
  await store.ask("d", () => answer("d"));
  expect(gone).toEqual(["B"]);
  expect(["a", "b", "c", "d"].map((key) => store.get(key))).toEqual(["A", undefined, "C", "D"]);
  expect(store.cost).toBe(30);
});

test("what is on the screen stays, even when it alone is over the bound", async () => {
  const { store, gone, answer } = kept(15);
  store.pin(["a"]);
  await store.ask("a", () => answer("a"));
  await store.ask("b", () => answer("b"));
  expect(store.get("a")).toBe("A");
  expect(gone).toEqual(["B"]);
});

test("what is being fetched is asked for once, and what failed is asked for again", async () => {
  const { store, asked, answer } = kept(100);
  await Promise.all([store.ask("a", () => answer("a")), store.ask("a", () => answer("a"))]);
  expect(asked).toEqual(["a"]);
  await expect(store.ask("b", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await store.ask("b", () => answer("b"))).toBe("B");
});

test("when everything is forgotten, what comes later is given up at once", async () => {
  const { store, gone, answer } = kept(100);
  await store.ask("a", () => answer("a"));
  let late: () => void = () => undefined;
  const coming = store.ask("b", () => new Promise((resolve) => (late = () => resolve({ value: "B", cost: 10 }))));
  store.clear();
  expect(gone).toEqual(["A"]);
  late();
  expect(await coming).toBe("B");
  expect(gone).toEqual(["A", "B"]);
  expect([store.get("b"), store.cost]).toEqual([undefined, 0]);
});
