// What was begun and not sealed, interviews and forms in one list: open sheets of this run before what lies in the locked
// vault, that newest first, each once.
import type { DraftView, FormDraftView } from "../bridge/types";
import type { Sheet } from "../forms/sheet.svelte";
import type { Texts } from "../texts/texts.svelte";

export interface Unfinished extends FormDraftView {
  /** True when it is in memory: what is typed there is newer than its draft. */
  readonly here: boolean;
}

/** One of the list. */
export interface Row {
  readonly kind: "form" | "interview";
  readonly id: string;
  readonly title: string;
  /** What it is and how far. */
  readonly about: readonly string[];
  /** When it was kept; empty: in memory only. */
  readonly savedAt: string;
  /** Why it cannot be gone on with, or nothing. */
  readonly hinders: string | null;
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

/** Forms and interviews as the list shows them. `title` names a form; `sealed` says of one that only its draft is left. */
export function rowsOf(
  texts: Texts,
  forms: readonly Unfinished[],
  interviews: readonly DraftView[],
  title: (form: string | null) => string,
  sealed: (id: string) => boolean,
): Row[] {
  const form = (one: Unfinished): Row => ({
    kind: "form",
    id: one.id,
    title: title(one.form),
    about: [texts.say("write-answered", { count: one.answered })],
    savedAt: one.savedAt,
    hinders: sealed(one.id) ? texts.say("write-sealed") : one.current ? null : texts.say("write-older"),
  });
  const interview = ({ id, pseudonym, step, savedAt }: DraftView): Row => ({
    kind: "interview",
    id,
    title: pseudonym ?? texts.say("screen-testimony"),
    about: step ? [[texts.say("screen-testimony"), texts.say(`testimony-step-${step}`)].join(" · ")] : [],
    savedAt,
    hinders: step ? null : texts.say("testimony-draft-unreadable"),
  });
  const kept = [...forms.filter((one) => !one.here).map(form), ...interviews.map(interview)];
  return [...forms.filter((one) => one.here).map(form), ...kept.sort((a, b) => Date.parse(b.savedAt) - Date.parse(a.savedAt))];
}
