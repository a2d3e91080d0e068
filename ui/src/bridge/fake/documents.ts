// Documents in memory: the real core's reading of records that `capture` made (documents.json is generated from it).
import type { LineView, RecordView } from "../types";
import made from "./documents.json";

export interface Filed {
  readonly line: LineView;
  readonly record: RecordView;
}

/** The marks of a line that no archivist has touched. */
const UNMARKED: Pick<LineView, "fileName" | "thumbnail" | "lookedAt" | "important" | "ownNote"> = { fileName: null, thumbnail: false, lookedAt: false, important: false, ownNote: "" };

/** A testimony, its consent, a form, a count, and every other record that is read as a document. */
export const DOCUMENTS: readonly Filed[] = (made.shelf as unknown as readonly Filed[]).map(({ line, record }) => ({ line: { ...UNMARKED, ...line }, record }));

/** Every name of a field, and every code, that records of an interview can hold. */
export const VOCABULARY: { readonly fields: Record<string, string[]>; readonly codes: Record<string, string[]> } = made.vocabulary;
