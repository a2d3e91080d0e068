// This device's home.
import type { RenewedView, StatusView } from "./types";

export interface HomeBridge {
  /** The vault's state. Opens the vault first if it is not open yet. Rejects with a `Trouble`. */
  status(): Promise<StatusView>;
  /** Makes this device's home from the text of an invitation. Rejects with a `Trouble`. */
  join(invitation: string): Promise<StatusView>;
  /** Takes an invitation that renews this device. Rejects with a `Trouble`. */
  renew(invitation: string): Promise<RenewedView>;
}
