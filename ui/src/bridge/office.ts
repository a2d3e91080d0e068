// The archivist's office. Every call rejects with a `Trouble`.
import type {
  AllowedView,
  ArchiveView,
  BundleInput,
  BundleView,
  CaseView,
  ChooseFor,
  DeviceView,
  FilterInput,
  IntakeInput,
  IntakeView,
  LineView,
  LinesView,
  MarkInput,
  OpensCode,
  OrganisationView,
  PrintedView,
  ShareCodeView,
  ShareView,
  StepView,
  VerdictView,
} from "./types";

export interface OfficeBridge {
  /** Returns whether this machine has an archive, and its contents. */
  archive(): Promise<ArchiveView>;
  /** Opens the archive, or makes a new one. */
  archiveOpen(passphrase: string, make: boolean): Promise<ArchiveView>;
  archiveClose(): Promise<ArchiveView>;
  /** Returns every device with items in the archive, in the order of their first arrival. */
  devices(): Promise<DeviceView[]>;
  /** Returns the organisation that a folder describes. */
  organisation(folder: string): Promise<OrganisationView>;
  /** Begins an intake; `intake` returns its progress. */
  intakeBegin(input: IntakeInput): Promise<IntakeView>;
  intake(): Promise<IntakeView>;
  intakeStop(): Promise<IntakeView>;
  /** Returns a page of the list in the filter's order; `after` is the `next` of an earlier page. */
  lines(filter: FilterInput, after: unknown, limit: number): Promise<LinesView>;
  /** Returns the ids of all items that pass the filter, in the list's order; at most 100,000. */
  found(filter: FilterInput): Promise<string[]>;
  /** Returns a JPEG of at most 320 px on its longer side; empty if there is none. */
  thumbnail(item: string): Promise<Uint8Array>;
  /** Sets the archivist's own marks and returns the changed line. Only the locked index holds them; no bundle does. */
  mark(item: string, change: MarkInput): Promise<LineView>;
  /** Returns all data of one item except its media. */
  case(item: string): Promise<CaseView>;
  /** Returns up to `length` bytes of a medium from `offset` on; fewer at its end. */
  medium(item: string, medium: number, offset: number, length: number): Promise<Uint8Array>;
  /** Returns the five answers for items of the archive. */
  judge(items: readonly string[]): Promise<VerdictView>;
  /** Returns, for each of these items that is a person's account, the uses that its persons agree to. */
  bundleAllowed(items: readonly string[]): Promise<AllowedView[]>;
  bundleWrite(input: BundleInput): Promise<BundleView>;
  /** Removes the files that a kill in the middle of a bundle left. */
  bundleDiscard(): Promise<ArchiveView>;
  /** Returns the five answers for a bundle at a path; `policy` is the text of the trusted policy. */
  bundleVerify(path: string, policy: string | null): Promise<VerdictView>;
  /** Begins to judge a zip that the page lends, with the text of the trusted policy; see `lend.ts`. */
  bundleVerifyBegin(size: number, policy: string | null): Promise<StepView>;
  /** Returns up to `length` bytes, from `offset` on, of a medium in the last judged bundle at a path. */
  bundleMedium(file: string, offset: number, length: number): Promise<Uint8Array>;
  /** Returns a free path for a new bundle of this name; empty if there is no folder to propose. */
  bundlePlace(name: string): Promise<string>;
  /** Shows a bundle that this run wrote in the system's file manager. */
  bundleShow(path: string): Promise<void>;
  /**
   * Checks shares as they are typed and keeps none of their text. `organisation` is the folder of the organisation
   * whose key is to be opened.
   */
  shareCheck(texts: readonly string[], opens: OpensCode, organisation: string): Promise<ShareView[]>;
  /** Looks for a share's code in a picture: `width` columns, a byte of brightness for each pixel. */
  shareLook(width: number, luma: Uint8Array): Promise<ShareCodeView>;
  /** Opens the system's dialog; null if the person chose none. */
  choose(what: ChooseFor, name: string, title: string): Promise<string | null>;
  /**
   * Prints the screen; the system's dialog can save it as a PDF whose proposed name is `name`. Settles with the
   * outcome.
   */
  print(name: string): Promise<PrintedView>;
}

/** A filter that every item passes. */
export const EVERYTHING: FilterInput = {
  words: "",
  kind: null,
  method: null,
  device: null,
  from: null,
  to: null,
  wholeness: null,
  delivered: null,
  doubt: null,
  marked: null,
  newest: false,
  sort: "claimed",
  ascending: false,
};
