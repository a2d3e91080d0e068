// A document's context: how it opens other items, and whether it is on paper.
import type { RelatedView } from "../bridge/types";

export interface Around {
  readonly related: readonly RelatedView[];
  /** Opens another item; undefined if there is no way to it. */
  readonly open: ((item: string) => void) | undefined;
  /** True on paper, which has no buttons. */
  readonly paper: boolean;
}
