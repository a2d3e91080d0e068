// The archivist's office. Everything rejects with a `Trouble`.
import type {
  ArchiveView,
  BundleInput,
  BundleView,
  CaseView,
  ChooseFor,
  FilterInput,
  IntakeInput,
  IntakeView,
  LineView,
  LinesView,
  MarkInput,
  OrganisationView,
  StepView,
  VerdictView,
} from "./types";

export interface OfficeBridge {
  /** Whether this machine has an archive, and what is in it. */
  archive(): Promise<ArchiveView>;
  /** Opens the archive, or makes a new one. */
  archiveOpen(passphrase: string, make: boolean): Promise<ArchiveView>;
  archiveClose(): Promise<ArchiveView>;
  /** What an organisation's folder says. */
  organisation(folder: string): Promise<OrganisationView>;
  /** Begins an intake; `intake` says how it goes. */
  intakeBegin(input: IntakeInput): Promise<IntakeView>;
  intake(): Promise<IntakeView>;
  intakeStop(): Promise<IntakeView>;
  /** A page of the list; `after` is what an earlier page gave as `next`. */
  lines(filter: FilterInput, after: unknown, limit: number): Promise<LinesView>;
  /** Every item that a filter leaves, in its order; at most 100,000. */
  found(filter: FilterInput): Promise<string[]>;
  /** A JPEG of at most 320 pixels to a side; empty when there is none. */
  thumbnail(item: string): Promise<Uint8Array>;
  /** Marks an item, or writes an own note; gives its line as it is then. */
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
  /** The system's dialog; null when nothing was chosen. */
  choose(what: ChooseFor, name: string, title: string): Promise<string | null>;
  /** Prints what is on the screen; the system's dialog can save it as a PDF. */
  print(): Promise<void>;
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
  marked: null,
  newest: false,
  sort: "claimed",
  ascending: false,
};
