// The locked vault: made, unlocked and locked with the person's passphrase. Everything rejects with a `Trouble`.
import type { LockView } from "./types";

export interface LockedBridge {
  /** Whether there is a locked vault, and whether it is open. */
  vaultState(): Promise<LockView>;
  /** Makes the locked vault and opens it. */
  vaultCreate(passphrase: string): Promise<LockView>;
  /** Opens the locked vault. */
  vaultUnlock(passphrase: string): Promise<LockView>;
  /** Locks the vault. */
  vaultLock(): Promise<void>;
}
