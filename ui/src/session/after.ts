// The effects of the last word, kept in memory until the person has read them.

import { Trouble } from "../bridge/bridge";
import type { StatusView } from "../bridge/types";

export interface After {
  /** The home at the time, as `homeOf` names it; null if it was unknown. */
  readonly home: string | null;
  /** The time of the hold, RFC 3339. */
  readonly at: string;
  /** Number of recordings that ran and were stopped. */
  readonly stopped: number;
  /** True if all recordings and the chain's head are sealed. */
  readonly sealed: boolean;
}

/**
 * Returns a name for the home in this state: the name changes when the home is left or its keys are destroyed. Null if
 * the state is unknown.
 */
export function homeOf(state: StatusView | Trouble | null): string | null {
  if (state === null || state instanceof Trouble) return null;
  return state.state === "joined" ? `${state.device} ${state.destroyed}` : "none";
}
