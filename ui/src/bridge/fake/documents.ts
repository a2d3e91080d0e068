// Documents in memory: what the real core gives of records that `capture` made (documents.json is generated from it).
import type { LineView, RecordView } from "../types";
import made from "./documents.json";

export interface Filed {
  readonly line: LineView;
  readonly record: RecordView;
}

/** A testimony, its consent, a form, a count, and every other record that is read as a document. */
export const DOCUMENTS = made.shelf as unknown as readonly Filed[];

/** Every name of a field, and every code, that records of an interview can hold. */
export const VOCABULARY: { readonly fields: Record<string, string[]>; readonly codes: Record<string, string[]> } = made.vocabulary;
