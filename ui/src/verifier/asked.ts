// The conversation between the page and its worker: the request of `verifier/src/judge.rs` and its answer, as JSON.
import type { VerdictView } from "../bridge/types";
import type { TroubleCode } from "../bridge/bridge";

/** A request; its fields are those of the Rust type `Request`. */
export interface Request {
  readonly bundle: { readonly zip: { readonly size: number } } | { readonly folder: { readonly files: readonly { readonly path: string; readonly size: number }[] } };
  readonly policy: string | null;
  readonly organisation: string | null;
  readonly at: string;
}

/** A message to the worker: the request, and the files that it numbers. */
export interface Asked {
  readonly request: Request;
  readonly files: readonly File[];
}

/** A verdict as the page shows it and as the command prints it. */
export interface Judged {
  readonly view: VerdictView;
  readonly said: unknown;
  readonly ok: boolean;
  readonly root: string;
}

export type Answer = ({ readonly outcome: "judged" } & Judged) | { readonly outcome: "trouble"; readonly code: TroubleCode; readonly blame: string; readonly why: string };

/** A message of the worker. */
export type Told = { readonly read: number } | { readonly answer: Answer };
