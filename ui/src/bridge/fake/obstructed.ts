// A core whose home answers and whose everything else does not: for every screen's own loading and error state.
import { type Bridge, Trouble } from "../bridge";

/** What a screen asked of an obstructed core. Tests read it in the window as `obstructed`. */
export interface Obstructed {
  /** Names of calls that will never be answered. */
  readonly unanswered: string[];
  /** Names of calls that were rejected. */
  readonly refused: string[];
}

/** What opens the frame; without an answer to these no screen is ever reached. */
const ANSWERED: ReadonlySet<PropertyKey> = new Set(["status"]);

/** `core`, but every call except for the home's state fails with `trouble`, or is never answered without one. */
export function obstruct<C extends Bridge>(core: C, trouble: Trouble | null): C & { obstructed: Obstructed } {
  const obstructed: Obstructed = { unanswered: [], refused: [] };
  return new Proxy(core, {
    get(target, name, self) {
      if (name === "obstructed") return obstructed;
      const value: unknown = Reflect.get(target, name, self);
      if (typeof value !== "function" || ANSWERED.has(name)) return value;
      return () => {
        if (trouble) {
          obstructed.refused.push(String(name));
          return Promise.reject(trouble);
        }
        obstructed.unanswered.push(String(name));
        return new Promise(() => undefined);
      };
    },
  }) as C & { obstructed: Obstructed };
}
