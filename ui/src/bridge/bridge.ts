// The one way from the screens to the core: one interface for each area, together the bridge. Only this folder knows
// which core answers.
import type { CaptureBridge } from "./capture";
import type { ChangesBridge } from "./changes";
import type { FormsBridge } from "./forms";
import type { HomeBridge } from "./home";
import type { LockedBridge } from "./locked";
import type { MarksBridge } from "./marks";
import type { OfficeBridge } from "./office";
import type { SettingsBridge } from "./settings";
import type { TestimonyBridge } from "./testimony";
import type { ErrorCode, TroubleView } from "./types";

export interface Bridge extends HomeBridge, CaptureBridge, ChangesBridge, MarksBridge, LockedBridge, SettingsBridge, FormsBridge, TestimonyBridge, OfficeBridge {}

/** Troubles that only the window can detect. */
export type WindowCode =
  | "file-unreadable"
  | "not-a-file"
  | "file-too-large"
  | "file-no-room"
  | "picture-without-code"
  | "codes-missing"
  | "vault-wrong"
  | "camera-missing"
  | "camera-refused"
  | "camera-lost"
  | "camera-withheld"
  | "microphone-missing"
  | "microphone-refused"
  | "microphone-lost"
  | "microphone-withheld"
  | "storage-withheld"
  | "begin-withheld"
  | "devices-missing"
  | "encoder-missing"
  | "end-unconfirmed"
  | "end-waiting"
  | "organisation-key-unreadable"
  | "organisation-key-other"
  | "verifier-failed";

/** Every trouble that a screen may have to explain. */
export type TroubleCode = ErrorCode | WindowCode;

/** An error: a code that the texts explain in the reader's language, and the item concerned. */
export class Trouble extends Error {
  readonly code: TroubleCode;
  readonly item: string | null;

  constructor(code: TroubleCode, item: string | null = null) {
    super(code);
    this.name = "Trouble";
    this.code = code;
    this.item = item;
  }

  /** Converts a rejection's reason into a `Trouble`. A reason without a code of the core is a bug of ours. */
  static from(reason: unknown): Trouble {
    if (reason instanceof Trouble) return reason;
    const view = reason as Partial<TroubleView> | null | undefined;
    return typeof view?.code === "string" ? new Trouble(view.code, view.item ?? null) : new Trouble("bug");
  }
}
