// Reads the record of a hold, which the core returns by its own names. A record with more or fewer fields is another
// one.
import type { RecordView } from "../bridge/types";

export interface Held {
  /** The chain's head at the moment of the hold: its entry and its digest. */
  readonly seq: string;
  readonly digest: string;
}

export function heldOf({ document, rows }: Pick<RecordView, "document" | "rows">): Held | null {
  if (document.document !== "plain" || rows.length !== 3) return null;
  const said = (name: string): string => rows.find((row) => row.name === name && row.values.length === 1)?.values[0]?.text ?? "";
  const [seq, digest] = [said("head / seq"), said("head / digest")];
  return said("event") === "taken" && /^\d+$/.test(seq) && /^[0-9a-f]{64}$/.test(digest) ? { seq, digest } : null;
}
