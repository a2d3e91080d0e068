// One question on the screen. Another state never discards typed input: memory keeps it, and only the input of the
// present state is sent.

export const STATES = ["value", "unknown", "refused", "not-asked", "not-applicable"] as const;
export type State = (typeof STATES)[number];

/** Precision of a number or a time. */
export const MODES = ["exact", "about", "range"] as const;
export type Mode = (typeof MODES)[number];

export class Entry {
  state: State = $state("not-asked");
  mode: Mode = $state("exact");
  /** Text, number, date or time as typed; or the latitude of a point. */
  typed = $state("");
  /** End of a range, or the longitude of a point. */
  to = $state("");
  /** Accuracy of a point in metres. */
  accuracy = $state("");
  /** Chosen codes, or ids of items. */
  chosen: readonly string[] = $state.raw([]);
  /** The answer in the person's own words. */
  words = $state("");

  constructor(change: Partial<Entry> = {}) {
    Object.assign(this, change);
  }
}
