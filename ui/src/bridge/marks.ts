// One-tap marks, the count without words, and the last word before a device is taken. Everything rejects with a `Trouble`.
import type { SealedView, TakenView } from "./types";

export interface MarksBridge {
  /** Says of an item what it shows; `sure` false when the person is not. */
  tag(item: string, code: string, sure: boolean): Promise<SealedView>;
  /** One more, or one less, of what was seen. */
  tally(code: string, step: 1 | -1): Promise<SealedView>;
  /** Ends and seals everything live, seals one last word with the chain's head, locks, and sends the head first. */
  taken(): Promise<TakenView>;
  /** The harmless clock stands in the window, which is called `title` and fills the screen; null: it is as it was before. */
  harmless(title: string | null): Promise<void>;
}

/** Tags that say what an item shows, in the order of the screen. */
export const TAGS = ["person-to-van", "force", "hurt", "child", "press", "no-badge", "plate", "station", "bus"] as const;
export type Tag = (typeof TAGS)[number];

/** Sights that are counted without words, in the order of the screen. */
export const TALLIES = ["person-to-van", "baton", "hurt", "child", "press", "mask", "bus", "cannon", "force", "gas", "dog", "vehicle"] as const;
export type Tally = (typeof TALLIES)[number];
