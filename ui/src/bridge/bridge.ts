// The one way from the screens to the core. Screens know this interface; only this folder knows who answers.
import type { ErrorCode, StatusView, TroubleView } from "./types";

export interface Bridge {
  /** The vault's state. Opens the vault first if it is not open yet. Rejects with a `Trouble`. */
  status(): Promise<StatusView>;
  /** Makes this device's home from the text of an invitation. Rejects with a `Trouble`. */
  join(invitation: string): Promise<StatusView>;
}

/** What only the window can notice. */
export type WindowCode = "file-unreadable" | "file-too-large";

/** Every trouble that a screen may have to explain. */
export type TroubleCode = ErrorCode | WindowCode;

/** What went wrong, as a code to be looked up in the reader's language, and the item it is about. */
export class Trouble extends Error {
  readonly code: TroubleCode;
  readonly item: string | null;

  constructor(code: TroubleCode, item: string | null = null) {
    super(code);
    this.name = "Trouble";
    this.code = code;
    this.item = item;
  }

  /** Whatever a call rejected with, as a `Trouble`. What the core did not say is a bug of ours. */
  static from(reason: unknown): Trouble {
    if (reason instanceof Trouble) return reason;
    const view = reason as Partial<TroubleView> | null | undefined;
    return typeof view?.code === "string" ? new Trouble(view.code, view.item ?? null) : new Trouble("bug");
  }
}
