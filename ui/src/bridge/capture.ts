// Captures, imports, lists items and reports the sending. Every call rejects with a `Trouble`.
import type { FolderView, ItemView, PageView, SealedView, SendingView, StepView } from "./types";

export interface CaptureBridge {
  /** Seals a photo. */
  photo(name: string, mediaType: string, bytes: Uint8Array): Promise<SealedView>;
  /** Begins a live recording about the named items; returns its item once its opening record is durable. */
  recordingBegin(name: string, mediaType: string, about: readonly string[]): Promise<string>;
  /** Appends bytes; they are durable within a second. Calls for one recording must follow each other. */
  recordingPush(item: string, bytes: Uint8Array): Promise<void>;
  /** Ends a recording with its record; `cutOff` if its source failed. */
  recordingFinish(item: string, cutOff: boolean): Promise<SealedView>;
  /** Returns the bytes of the largest file that the disk has room for; null if the system does not report it. */
  importRoom(): Promise<number | null>;
  /** Begins to import a file; see `lend.ts`. */
  importBegin(name: string, mediaType: string, size: number, modified: number | null): Promise<StepView>;
  /** Lets the person choose a folder and lists its files; null if they chose none. */
  folderChoose(title: string): Promise<FolderView | null>;
  /** Begins to import the file at this place of the chosen folder; see `lend.ts`. */
  folderBegin(place: number): Promise<StepView>;
  /** Continues the import: the core itself reads the range that its job requested. */
  folderFeed(job: number, offset: number, length: number): Promise<StepView>;
  /**
   * Sets whether the core asks before the window closes, by the event `closeasked`. Repeat the call after each event:
   * otherwise the next attempt closes the window.
   */
  closingAsk(asks: boolean): Promise<void>;
  /** Closes the window. */
  closingGo(): Promise<void>;
  /** Passes the requested bytes of a lent file. */
  lendFeed(job: number, bytes: Uint8Array): Promise<StepView>;
  /** Reports that a lent file was changed while it was read; the sealed record states it. */
  lendChanged(job: number): Promise<void>;
  /** Stops a lent file. */
  lendStop(job: number): Promise<StepView>;
  /** Returns a page of items, newest first. */
  items(before: number | null, limit: number): Promise<PageView>;
  /** Returns the progress of these items. */
  itemsProgress(items: readonly string[]): Promise<ItemView[]>;
  /** Returns a small JPEG of an item; no bytes if there is none to be seen. */
  thumbnail(item: string): Promise<Uint8Array>;
  /** Returns the state of sending. */
  sending(): Promise<SendingView>;
  /** Sends at once. */
  sendNow(): Promise<void>;
}
