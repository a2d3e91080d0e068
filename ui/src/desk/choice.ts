// The chosen items. A range keeps the choice before it, and releases items again when it shrinks.

export interface Choice {
  /** In the order of choosing. */
  readonly chosen: ReadonlySet<string>;
  /** The beginning of a range: the item that was pressed or added last. */
  readonly anchor: string | null;
  /** The choice before the present range. */
  readonly before: ReadonlySet<string>;
}

const EMPTY: ReadonlySet<string> = new Set();
export const NONE: Choice = { chosen: EMPTY, anchor: null, before: EMPTY };

/** Adds `item`, or removes it if it is chosen; the next range begins there. */
export function toggled({ chosen }: Choice, item: string): Choice {
  const next = new Set(chosen);
  if (!next.delete(item)) next.add(item);
  return { chosen: next, anchor: item, before: next };
}

/** Keeps the choice; the next range begins at `item`. */
export function anchored({ chosen }: Choice, item: string): Choice {
  return { chosen, anchor: item, before: chosen };
}

/** Chooses the range from its beginning (else from `at`) to `to`, both included, in the list `ids`. */
export function spread(choice: Choice, ids: readonly string[], at: string, to: string): Choice {
  const known = choice.anchor !== null && ids.includes(choice.anchor);
  const anchor = known && choice.anchor !== null ? choice.anchor : at;
  const ends = [ids.indexOf(anchor), ids.indexOf(to)].sort((a, b) => a - b);
  const range = ids.slice(Math.max(0, ends[0] ?? 0), (ends[1] ?? -1) + 1);
  return { chosen: new Set([...choice.before, ...range]), anchor, before: choice.before };
}

export function all({ chosen, anchor }: Choice, ids: readonly string[]): Choice {
  const next = new Set([...chosen, ...ids]);
  return { chosen: next, anchor, before: next };
}

export function without({ chosen, anchor }: Choice, items: readonly string[]): Choice {
  const next = new Set(chosen);
  for (const item of items) next.delete(item);
  return { chosen: next, anchor, before: next };
}
