// A core that answers for its home and for no other call: shows every screen's own loading and error state.
import { type Bridge, Trouble } from "../bridge";

/** Calls of a screen to an obstructed core. Tests read them in the window as `obstructed`. */
export interface Obstructed {
  /** Names of calls that will never be answered. */
  readonly unanswered: string[];
  /** Names of calls that were rejected. */
  readonly refused: string[];
}

/** Calls that open the frame: no screen can be reached without their answer. A subscription has none. */
const ANSWERED: ReadonlySet<PropertyKey> = new Set(["status", "changes"]);

/** Calls that the window makes on every screen without waiting for the answer. */
const UNASKED: ReadonlySet<PropertyKey> = new Set(["touch"]);

/** Wraps `core`: every call except for the home's state fails with `trouble`, or never settles if that is null. */
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
