// A core whose home answers and whose everything else does not: for every screen's own loading and error state.
import { type Bridge, Trouble } from "../bridge";

/** Calls of a screen to an obstructed core. Tests read them in the window as `obstructed`. */
export interface Obstructed {
  /** Names of calls that will never be answered. */
  readonly unanswered: string[];
  /** Names of calls that were rejected. */
  readonly refused: string[];
}

/** Calls that open the frame; without an answer to them no screen is ever reached. */
const ANSWERED: ReadonlySet<PropertyKey> = new Set(["status"]);

/** Calls that the window makes by itself, whatever the screen: nobody waits for their answer. */
const UNASKED: ReadonlySet<PropertyKey> = new Set(["touch"]);

/** `core`, but every call except for the home's state fails with `trouble`, or is never answered without one. */
export function obstruct<C extends Bridge>(core: C, trouble: Trouble | null): C & { obstructed: Obstructed } {
  const obstructed: Obstructed = { unanswered: [], refused: [] };
  return new Proxy(core, {
    get(target, name, self) {
      if (name === "obstructed") return obstructed;
      const value: unknown = Reflect.get(target, name, self);
      if (typeof value !== "function" || ANSWERED.has(name)) return value;
      return () => {
        const kept = trouble ? obstructed.refused : obstructed.unanswered;
        if (!UNASKED.has(name)) kept.push(String(name));
        return trouble ? Promise.reject(trouble) : new Promise(() => undefined);
      };
    },
  }) as C & { obstructed: Obstructed };
}
