// Makes, unlocks and locks the vault with the person's passphrase. Every call rejects with a `Trouble`.
import type { LockView } from "./types";

export interface LockedBridge {
  /** Returns whether there is a locked vault, and whether it is open. */
  vaultState(): Promise<LockView>;
  /** Makes the locked vault and opens it. */
  vaultCreate(passphrase: string): Promise<LockView>;
  /** Opens the locked vault. */
  vaultUnlock(passphrase: string): Promise<LockView>;
  /** Writes the drafts that the disk refused earlier; returns true when none is left. */
  vaultKeep(): Promise<boolean>;
  /** Locks the vault. */
  vaultLock(): Promise<void>;
}
