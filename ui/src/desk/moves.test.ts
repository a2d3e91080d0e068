import { expect, test } from "vitest";
import { columnsOf, headerTurned, moved } from "./moves";
import type { Step } from "./keys";

const TABLE = { count: 10, columns: 1, rows: 4 };
const GRID = { count: 10, columns: 4, rows: 2 };

test.each<[string, typeof TABLE, number, Step, number]>([
  ["down a table is the next line", TABLE, 3, "down", 4],
  ["to the right in a table is the next line", TABLE, 3, "right", 4],
  ["down the last line stays", TABLE, 9, "down", 9],
  ["up the first line stays", TABLE, 0, "up", 0],
  ["a page leaves one line in sight", TABLE, 1, "page-down", 4],
  ["a page ends at the end", TABLE, 8, "page-down", 9],
  ["a page up ends at the beginning", TABLE, 2, "page-up", 0],
  ["the end of a table", TABLE, 2, "last", 9],
  ["the beginning of a table", TABLE, 7, "first", 0],
  ["down a grid is the row below", GRID, 1, "down", 5],
  ["down a grid into a short last row is its last picture", GRID, 7, "down", 9],
  ["down from the last row stays", GRID, 8, "down", 8],
  ["up a grid is the row above", GRID, 5, "up", 1],
  ["up from the first row stays", GRID, 2, "up", 2],
  ["to the right at the end of a row goes on in the next", GRID, 3, "right", 4],
  ["to the left at the beginning of a row goes back to the one before", GRID, 4, "left", 3],
  ["the next of a grid is the next picture", GRID, 3, "next", 4],
  ["a page of a grid keeps the column", GRID, 1, "page-down", 5],
])("%s", (_, place, from, step, to) => {
  expect(moved(step, from, place)).toBe(to);
});

test("in an empty list there is nowhere to go, and from nowhere every step leads to an end", () => {
  expect(moved("down", 0, { ...TABLE, count: 0 })).toBe(-1);
  expect(moved("down", -1, TABLE)).toBe(0);
  expect(moved("last", -1, TABLE)).toBe(9);
});

test.each([
  [20, 2],
  [25, 2],
  [37.5, 4],
  [60, 7],
])("a list of %d rem has %d pictures side by side", (rem, columns) => {
  expect(columnsOf(rem)).toBe(columns);
});

test("a column's head sorts by it, the second press turns the order around; times and sizes begin with the newest and largest", () => {
  const order = { sort: "claimed", ascending: false } as const;
  expect(headerTurned(order, "title")).toEqual({ sort: "title", ascending: true });
  expect(headerTurned({ sort: "title", ascending: true }, "title")).toEqual({ sort: "title", ascending: false });
  expect(headerTurned(order, "bytes")).toEqual({ sort: "bytes", ascending: false });
  expect(headerTurned(order, "claimed")).toEqual({ sort: "claimed", ascending: true });
});
