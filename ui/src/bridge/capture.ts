// Capturing, importing, what is here and how sending goes. Everything rejects with a `Trouble`.
import type { ItemView, PageView, SealedView, SendingView, StepView } from "./types";

export interface CaptureBridge {
  /** Seals a photo. */
  photo(name: string, mediaType: string, bytes: Uint8Array): Promise<SealedView>;
  /** Begins a live recording, about the items named; says its item once its opening record is durable. */
  recordingBegin(name: string, mediaType: string, about: readonly string[]): Promise<string>;
  /** Takes in bytes; durable at most a second later. Calls of one recording must follow each other. */
  recordingPush(item: string, bytes: Uint8Array): Promise<void>;
  /** Ends a recording with its record; `cutOff` when its source failed. */
  recordingFinish(item: string, cutOff: boolean): Promise<SealedView>;
  /** Begins to import a file; see `lend.ts`. */
  importBegin(name: string, mediaType: string, size: number, modified: number | null): Promise<StepView>;
  /** Wants to be asked from now on before the window closes, by the event `closeasked`, or not any more. Say it again when it came: a page that does not is closed the next time. */
  closingAsk(asks: boolean): Promise<void>;
  /** Closes the window. */
  closingGo(): Promise<void>;
  /** Hands in the bytes of a lent file that were asked for last. */
  lendFeed(job: number, bytes: Uint8Array): Promise<StepView>;
  /** Says that a lent file was changed while it was read: what is sealed of it says so. */
  lendChanged(job: number): Promise<void>;
  /** Takes a lent file back. */
  lendStop(job: number): Promise<StepView>;
  /** Items, newest first. */
  items(before: number | null, limit: number): Promise<PageView>;
  /** How far these items have come. */
  itemsProgress(items: readonly string[]): Promise<ItemView[]>;
  /** A small picture of an item, JPEG; no bytes where there is none to be seen. */
  thumbnail(item: string): Promise<Uint8Array>;
  /** How sending goes. */
  sending(): Promise<SendingView>;
  /** Sends at once. */
  sendNow(): Promise<void>;
}
