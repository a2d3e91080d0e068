// The few things that a verdict's rows and report need from their surroundings: the app's session, or the verifier page.
import type { OfficeBridge } from "../bridge/office";
import type { Texts } from "../texts/texts.svelte";

export interface Reading {
  readonly texts: Texts;
  /** Reports use, so that an app in use does not lock. */
  readonly touch: () => unknown;
  /** Printing, and the archive where there is one. */
  readonly bridge: Pick<OfficeBridge, "print"> & Partial<Pick<OfficeBridge, "archive" | "case" | "medium">>;
}
