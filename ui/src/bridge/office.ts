// The archivist's office. Everything rejects with a `Trouble`.
import type {
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
  /** Whether this machine has an archive, and what is in it. */
  archive(): Promise<ArchiveView>;
  /** Opens the archive, or makes a new one. */
  archiveOpen(passphrase: string, make: boolean): Promise<ArchiveView>;
  archiveClose(): Promise<ArchiveView>;
  /** Every device that brought anything, those first that came first. */
  devices(): Promise<DeviceView[]>;
  /** The organisation that a folder describes. */
  organisation(folder: string): Promise<OrganisationView>;
  /** Begins an intake; `intake` says how it goes. */
  intakeBegin(input: IntakeInput): Promise<IntakeView>;
  intake(): Promise<IntakeView>;
  intakeStop(): Promise<IntakeView>;
  /** A page of the list in the filter's order; `after` is what an earlier page gave as `next`. */
  lines(filter: FilterInput, after: unknown, limit: number): Promise<LinesView>;
  /** Ids of all items that the filter leaves, in the list's order; at most 100,000. */
  found(filter: FilterInput): Promise<string[]>;
  /** A JPEG of at most 320 px on its longer side; empty when there is none. */
  thumbnail(item: string): Promise<Uint8Array>;
  /** The archivist's own marks; they stand in the locked index alone and never leave with a bundle. Gives the line as it is now. */
  mark(item: string, change: MarkInput): Promise<LineView>;
  /** Everything about one item but its media. */
  case(item: string): Promise<CaseView>;
  /** Up to `length` bytes of a medium from `offset` on; fewer at its end. */
  medium(item: string, medium: number, offset: number, length: number): Promise<Uint8Array>;
  /** The five answers for items of the archive. */
  judge(items: readonly string[]): Promise<VerdictView>;
  bundleWrite(input: BundleInput): Promise<BundleView>;
  /** The five answers for a bundle at a path; `policy` is the text of the one to trust. */
  bundleVerify(path: string, policy: string | null): Promise<VerdictView>;
  /** The same for a zip that the page lends; see `lend.ts`. */
  bundleVerifyBegin(size: number, policy: string | null): Promise<StepView>;
  /** Bytes of a medium of the bundle at a path that was judged last; as `medium`. */
  bundleMedium(file: string, offset: number, length: number): Promise<Uint8Array>;
  /** A path under which nothing lies yet, for a new bundle of this name; empty where there is no folder to propose. */
  bundlePlace(name: string): Promise<string>;
  /** Shows a bundle that this run wrote in the system's file manager. */
  bundleShow(path: string): Promise<void>;
  /** Looks at shares as they are typed; nothing of their text is kept. `organisation` is the folder of the one whose key is wanted. */
  shareCheck(texts: readonly string[], opens: OpensCode, organisation: string): Promise<ShareView[]>;
  /** Looks for a share's code in a picture: `width` columns, a byte of brightness for each pixel. */
  shareLook(width: number, luma: Uint8Array): Promise<ShareCodeView>;
  /** The system's dialog; null when nothing was chosen. */
  choose(what: ChooseFor, name: string, title: string): Promise<string | null>;
  /** Prints what is on the screen; the system's dialog can save it as a PDF that is called `name` at first. Says what became of it, once it is known. */
  print(name: string): Promise<PrintedView>;
}

/** A filter that leaves everything. */
export const EVERYTHING: FilterInput = {
  words: "",
  kind: null,
  method: null,
  device: null,
  from: null,
  to: null,
  problem: null,
  delivered: null,
  doubt: null,
  marked: null,
  newest: false,
  sort: "claimed",
  ascending: false,
};
