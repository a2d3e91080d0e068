// Computes the target of a key in a table or a grid, and the next order of the list.
import type { FilterInput, SortCode } from "../bridge/types";
import type { Step } from "./keys";

export interface Layout {
  readonly count: number;
  /** Pictures in a row; one in a table. */
  readonly columns: number;
  /** Whole rows in sight. */
  readonly rows: number;
}

/** Smallest width of a grid's cell, in rem. */
const CELL = 8.5;

export function columnsOf(width: number): number {
  return Math.max(2, Math.floor(width / CELL));
}

/** Returns the place after a step from `at`; -1 in an empty list. */
export function moved(step: Step, at: number, { count, columns, rows }: Layout): number {
  const last = count - 1;
  if (at < 0) return step === "last" ? last : Math.min(0, last);
  const page = columns * Math.max(1, rows - 1);
  const within = (to: number): number => Math.min(last, Math.max(0, to));
  /** Moves whole rows down in the same column, and still reaches a short last row. */
  const below = (by: number): number => {
    const lastRow = Math.floor(last / columns);
    const row = Math.min(lastRow, Math.floor(at / columns) + by / columns);
    return row === Math.floor(at / columns) ? at : within(row * columns + (at % columns));
  };
  const above = (by: number): number => {
    const row = Math.max(0, Math.floor(at / columns) - by / columns);
    return row * columns + (at % columns);
  };
  switch (step) {
    case "next":
    case "right":
      return within(at + 1);
    case "previous":
    case "left":
      return within(at - 1);
    case "first":
      return 0;
    case "last":
      return last;
    case "down":
      return below(columns);
    case "up":
      return above(columns);
    case "page-down":
      return below(page);
    case "page-up":
      return above(page);
  }
}

export type Order = Pick<FilterInput, "sort" | "ascending">;

/** Orders of the list, in the order of the menu. */
export const SORTS: readonly SortCode[] = ["claimed", "title", "kind", "bytes", "device", "arrived"];
const LARGEST_FIRST: readonly SortCode[] = ["claimed", "bytes", "arrived"];

/** Returns the order after a press on the head of a column. */
export function headerTurned({ sort, ascending }: Order, pressed: SortCode): Order {
  return pressed === sort ? { sort, ascending: !ascending } : { sort: pressed, ascending: !LARGEST_FIRST.includes(pressed) };
}
