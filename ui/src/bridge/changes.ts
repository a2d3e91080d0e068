// Changes that the core makes by itself. The page asks for the new state; the event carries no content.
import type { ChangedCode } from "./types";

export interface ChangesBridge {
  /** Calls `heard` at each change that no call asked for. Returns the function that ends it. */
  changes(heard: (what: ChangedCode) => void): () => void;
}
