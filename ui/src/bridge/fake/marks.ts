import type { Trouble } from "../bridge";
import type { MarksBridge } from "../marks";
import type { SealedView } from "../types";

/** Marks in memory; tests read them. */
export interface FakeMarks {
  /** Every mark in order: `tag:ITEM:CODE:sure`, `tally:CODE:STEP`, `taken`. */
  readonly marked: string[];
  /** Titles of the window while it showed the harmless clock; null for the return to the usual window. */
  readonly titles: (string | null)[];
  /** The error of every write, if writes fail. */
  full: Trouble | null;
}

export function fakeMarks(core: FakeMarks): MarksBridge {
  const mark = (text: string): Promise<SealedView> => {
    if (core.full) return Promise.reject(core.full);
    core.marked.push(text);
    return Promise.resolve({ item: core.marked.length.toString(16).padStart(32, "f"), claimedAt: null, parts: 0, bytes: 0, interrupted: false, changed: false });
  };
  return {
    tag: (item, code, sure) => mark(`tag:${item}:${code}:${sure ? "sure" : "not-sure"}`),
    tally: (code, step) => mark(`tally:${code}:${step}`),
    harmless: (title) => Promise.resolve(void core.titles.push(title)),
    taken: () => mark("taken").then(() => ({ stopped: 0, sealed: true })),
  };
}
