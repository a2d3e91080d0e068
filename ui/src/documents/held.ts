// The record of a hold: the core gives it by its own names. Anything more or less is another record.
import type { RecordView } from "../bridge/types";

export interface Held {
  /** The chain's head when the hand was held: its entry and its digest. */
  readonly seq: string;
  readonly digest: string;
}

export function heldOf({ document, rows }: Pick<RecordView, "document" | "rows">): Held | null {
  if (document.document !== "plain" || rows.length !== 3) return null;
  const said = (name: string): string => rows.find((row) => row.name === name && row.values.length === 1)?.values[0]?.text ?? "";
  const [seq, digest] = [said("head / seq"), said("head / digest")];
  return said("event") === "taken" && /^\d+$/.test(seq) && /^[0-9a-f]{64}$/.test(digest) ? { seq, digest } : null;
}
