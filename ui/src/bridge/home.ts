// This device's home.
import type { RenewedView, StatusView } from "./types";

export interface HomeBridge {
  /** Returns the vault's state and opens the vault first if necessary. Rejects with a `Trouble`. */
  status(): Promise<StatusView>;
  /** Makes this device's home from the text of an invitation. Rejects with a `Trouble`. */
  join(invitation: string): Promise<StatusView>;
  /** Renews this device with the text of an invitation. Rejects with a `Trouble`. */
  renew(invitation: string): Promise<RenewedView>;
}
