// One-tap marks, the count without words, and the last word before a device is taken. Every call rejects with a
// `Trouble`.
import type { SealedView, TakenView } from "./types";

export interface MarksBridge {
  /** Tags an item with its subject; `sure` is false if the person is unsure. */
  tag(item: string, code: string, sure: boolean): Promise<SealedView>;
  /** Counts a sight one up or one down. */
  tally(code: string, step: 1 | -1): Promise<SealedView>;
  /** Ends and seals every recording, seals one last word with the chain's head, locks, and sends the head first. */
  taken(): Promise<TakenView>;
  /** Shows the harmless clock: the window fills the screen and is called `title`. Null restores the window. */
  harmless(title: string | null): Promise<void>;
}

/** Tags for the subject of an item, in the order of the screen. */
export const TAGS = ["person-to-van", "force", "hurt", "child", "press", "no-badge", "plate", "station", "bus"] as const;
export type Tag = (typeof TAGS)[number];

/** Sights for the count without words, in the order of the screen. */
export const TALLIES = ["person-to-van", "baton", "hurt", "child", "press", "mask", "bus", "cannon", "force", "gas", "dog", "vehicle"] as const;
export type Tally = (typeof TALLIES)[number];
