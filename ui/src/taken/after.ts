// The deeds of the last word, kept in memory until they were read.

import { Trouble } from "../bridge/bridge";
import type { StatusView } from "../bridge/types";

export interface After {
  /** The home in which they were done, as `homeOf` names it; null while that is not known. */
  readonly home: string | null;
  /** When the hand was held, RFC 3339. */
  readonly at: string;
  /** Recordings that went on then and were stopped. */
  readonly stopped: number;
  /** True where everything live is sealed, and the head of the chain behind it. */
  readonly sealed: boolean;
}

/** A name for the home in this state: another one once it was left or its keys were destroyed. Null where the state is not known. */
export function homeOf(state: StatusView | Trouble | null): string | null {
  if (state === null || state instanceof Trouble) return null;
  return state.state === "joined" ? `${state.device} ${state.destroyed}` : "none";
}
