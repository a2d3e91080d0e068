import type { LockedBridge } from "../locked";
import { call } from "./call";

export const locked: LockedBridge = {
  vaultState: () => call("vault_state"),
  vaultCreate: (passphrase) => call("vault_create", { passphrase }),
  vaultUnlock: (passphrase) => call("vault_unlock", { passphrase }),
  vaultKeep: () => call("vault_keep"),
  vaultLock: () => call("vault_lock"),
};
