// Interviews and forms that were begun and not sealed, in one list: open sheets of this run before what lies in the locked
// vault, that newest first, each once.
import type { DraftView, FormDraftView } from "../bridge/types";
import type { WireAnswers } from "../bridge/forms";
import type { Sheet } from "../forms/sheet.svelte";
import type { Texts } from "../texts/texts.svelte";
import { visible } from "../texts/visible";

export interface Unfinished extends FormDraftView {
  /** True when it is in memory: what is typed there is newer than its draft. */
  readonly here: boolean;
}

/** One of the list. */
export interface Row {
  readonly kind: "form" | "interview";
  readonly id: string;
  readonly title: string;
  /** Tells it from others of its kind: polling station, pseudonym, place; empty where none was told. */
  readonly which: string;
  /** Its kind and how far it is, in words. */
  readonly about: readonly string[];
  /** When it was kept; empty: in memory only. */
  readonly savedAt: string;
  /** Why it cannot be gone on with, or nothing. */
  readonly hinders: string | null;
}

/** Words that were told, or none. */
function told(answers: WireAnswers, question: string): string | null {
  const answer = answers[question];
  const value = typeof answer === "object" && "value" in answer ? answer.value : null;
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}

/** The words that tell a form from others of its kind. A form names nobody: who is in it has a random id or a pseudonym. */
function whichOf(texts: Texts, { station, person, place }: Unfinished): string {
  const number = station === null ? null : texts.say("write-station", { number: visible(station) });
  return [number, person && visible(person), place && visible(place)].filter(Boolean).join(" · ");
}

export function unfinished(open: readonly Sheet[], kept: readonly Unfinished[]): Unfinished[] {
  const here = open
    .filter((sheet) => sheet.touched && !sheet.sealed)
    .map((sheet) => ({
      id: sheet.id,
      form: sheet.form.name.id,
      current: true,
      answered: Object.keys(sheet.answers).length,
      station: told(sheet.answers, "station-number"),
      person: told(sheet.answers, "mention"),
      place: told(sheet.answers, "place"),
      // Of what was answered since, nothing is kept: it is not told as kept.
      savedAt: sheet.inWindowOnly ? "" : (sheet.keptAt ?? ""),
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
    which: whichOf(texts, one),
    about: [texts.say("write-answered", { count: one.answered })],
    savedAt: one.savedAt,
    hinders: sealed(one.id) ? texts.say("write-sealed") : one.current ? null : texts.say("write-older"),
  });
  const interview = ({ id, pseudonym, step, savedAt }: DraftView): Row => ({
    kind: "interview",
    id,
    title: pseudonym ?? texts.say("screen-testimony"),
    which: "",
    about: step ? [[texts.say("screen-testimony"), texts.say(`testimony-step-${step}`)].join(" · ")] : [],
    savedAt,
    hinders: step ? null : texts.say("testimony-draft-unreadable"),
  });
  const kept = [...forms.filter((one) => !one.here).map(form), ...interviews.map(interview)];
  return [...forms.filter((one) => one.here).map(form), ...kept.sort((a, b) => Date.parse(b.savedAt) - Date.parse(a.savedAt))];
}
