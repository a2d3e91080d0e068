// The items around a document, as it knows them.
import type { RelatedView } from "../bridge/types";

export interface Around {
  readonly related: readonly RelatedView[];
  /** Opens another item; none where there is no way to it. */
  readonly open: ((item: string) => void) | undefined;
  /** True when it is read on paper, where nothing can be pressed. */
  readonly paper: boolean;
}
