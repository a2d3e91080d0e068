import { Trouble } from "../bridge";
import type { LockedBridge } from "../locked";
import type { LockView } from "../types";
import type { FakeTestimony } from "./testimony";

/** The fake vault; screens and tests set it. */
export interface FakeLocked {
  lock: LockView;
  /** The passphrase that opens it. */
  passphrase: string;
}

export function fakeLocked(core: FakeLocked & Pick<FakeTestimony, "interview" | "watched" | "watchedLeft">): LockedBridge {
  const open = (): Promise<LockView> => Promise.resolve((core.lock = "open"));
  return {
    vaultState: () => Promise.resolve(core.lock),
    vaultCreate(passphrase) {
      if (passphrase === "") return Promise.reject(new Trouble("passphrase-empty"));
      core.passphrase = passphrase;
      return open();
    },
    vaultUnlock(passphrase) {
      if (core.lock === "absent") return Promise.reject(new Trouble("vault-absent"));
      return passphrase === core.passphrase ? open() : Promise.reject(new Trouble("passphrase-wrong"));
    },
    vaultLock() {
      if (core.lock === "open") core.lock = "locked";
      // As in the core: the open interview and the names of its card leave memory.
      [core.interview, core.watched] = [null, null];
      core.watchedLeft.clear();
      return Promise.resolve();
    },
  };
}
