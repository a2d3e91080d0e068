import { Trouble } from "../bridge";
import type { LockedBridge } from "../locked";
import type { LockView } from "../types";
import type { FakeChanges } from "./changes";
import type { FakeTestimony } from "./testimony";

/** The fake vault; screens and tests set it. Set to `locked`, it locks by itself, and the page is told. */
export interface FakeLocked {
  lock: LockView;
  /** The passphrase that opens the vault. */
  passphrase: string;
}

export function fakeLocked(core: FakeLocked & Pick<FakeTestimony, "full" | "interview" | "watched" | "watchedLeft"> & Pick<FakeChanges, "changed">): LockedBridge {
  let { lock } = core;
  Object.defineProperty(core, "lock", {
    enumerable: true,
    configurable: true,
    get: () => lock,
    set(now: LockView) {
      const open = lock === "open";
      lock = now;
      if (open && now === "locked") core.changed("vault");
    },
  });
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
    vaultKeep: () => (core.lock === "open" ? Promise.resolve(core.full === null) : Promise.reject(new Trouble("vault-locked"))),
    vaultLock() {
      // The caller knows it: a lock that was asked for is no change by itself.
      if (lock === "open") lock = "locked";
      // As in the core, the open interview and the names of its card leave memory.
      [core.interview, core.watched] = [null, null];
      core.watchedLeft.clear();
      return Promise.resolve();
    },
  };
}
