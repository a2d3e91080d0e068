import type { ChangesBridge } from "../changes";
import type { ChangedCode } from "../types";

/** The fake stream of changes; tests end it by `deaf`. */
export interface FakeChanges {
  /** Tells the page of a change. */
  changed(what: ChangedCode): void;
  /** True while the page receives no change. */
  deaf: boolean;
}

export function fakeChanges(core: Pick<FakeChanges, "deaf">): ChangesBridge & Pick<FakeChanges, "changed"> {
  const followers = new Set<(what: ChangedCode) => void>();
  return {
    changes(heard) {
      followers.add(heard);
      return () => void followers.delete(heard);
    },
    changed(what) {
      if (!core.deaf) for (const heard of [...followers]) heard(what);
    },
  };
}
