import type { ChangesBridge } from "../changes";
import type { ChangedCode } from "../types";

/** The event by which the core tells the page of a change (`window.rs`). */
const EVENT = "corechanged";

export const changes: ChangesBridge = {
  changes(heard) {
    const told = (event: Event): void => heard((event as CustomEvent<ChangedCode>).detail);
    window.addEventListener(EVENT, told);
    return () => window.removeEventListener(EVENT, told);
  },
};
