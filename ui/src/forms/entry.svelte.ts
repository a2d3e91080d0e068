// One question as it stands on the screen. Nothing that was typed is thrown away by choosing another state: it is kept
// aside in memory, and only what stands is sent.

export const STATES = ["value", "unknown", "refused", "not-asked", "not-applicable"] as const;
export type State = (typeof STATES)[number];

/** How exactly a number or a time was told. */
export const MODES = ["exact", "about", "range"] as const;
export type Mode = (typeof MODES)[number];

export class Entry {
  state: State = $state("not-asked");
  mode: Mode = $state("exact");
  /** Text, number, date or time, as typed. Latitude of a point. */
  typed = $state("");
  /** End of a range. Longitude of a point. */
  to = $state("");
  /** Metres of accuracy of a point. */
  accuracy = $state("");
  /** Chosen codes, or ids of items. */
  chosen: readonly string[] = $state.raw([]);
  /** How it was told, in the person's words. */
  words = $state("");

  constructor(change: Partial<Entry> = {}) {
    Object.assign(this, change);
  }
}
