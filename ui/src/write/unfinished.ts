// What was begun and not sealed: open sheets of this run before the drafts of the locked vault, each once.
import type { FormDraftView } from "../bridge/types";
import type { Sheet } from "../forms/sheet.svelte";

export interface Unfinished extends FormDraftView {
  /** True when it is in memory: what is typed there is newer than its draft. */
  readonly here: boolean;
}

export function unfinished(open: readonly Sheet[], kept: readonly Unfinished[]): Unfinished[] {
  const here = open
    .filter((sheet) => sheet.touched && !sheet.sealed)
    .map((sheet) => ({
      id: sheet.id,
      form: sheet.form.name.id,
      current: true,
      answered: Object.keys(sheet.answers).length,
      savedAt: sheet.keptAt ?? "",
      here: true,
    }));
  // A draft that could not be removed when its form was sealed is found here, to be discarded.
  const names = new Set(open.filter((sheet) => !sheet.draftLeft).map((sheet) => sheet.id));
  return [...here, ...kept.filter((draft) => !names.has(draft.id))];
}
