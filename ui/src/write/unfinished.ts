// Lists unfinished interviews and forms: open sheets of this run first, then drafts of the locked vault, newest first,
// each once.
import type { DraftView, FormDraftView } from "../bridge/types";
import type { WireAnswers } from "../bridge/forms";
import type { Sheet } from "../forms/sheet.svelte";
import type { Texts } from "../texts/texts.svelte";
import { visible } from "../texts/visible";

export interface Unfinished extends FormDraftView {
  /** True for a sheet in memory, whose input is newer than its draft. */
  readonly here: boolean;
}

/** A row of the list. */
export interface Row {
  readonly kind: "form" | "interview";
  readonly id: string;
  readonly title: string;
  /** Distinguishes the row from others of its kind: polling station, pseudonym, place; empty if there is none. */
  readonly which: string;
  /** The kind and the progress of the record, in words. */
  readonly about: readonly string[];
  /** The time of the last draft; empty if the record is only in memory. */
  readonly savedAt: string;
  /** Why the record cannot be continued; null if it can. */
  readonly hinders: string | null;
}

/** Returns the words of an answer, or null. */
function told(answers: WireAnswers, question: string): string | null {
  const answer = answers[question];
  const value = typeof answer === "object" && "value" in answer ? answer.value : null;
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}

/**
 * Returns the words that distinguish a form from others of its kind. They contain no real name: a form refers to people
 * by a random id or a pseudonym.
 */
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
      // Later answers are not kept, so the time of an older draft is not shown.
      savedAt: sheet.inWindowOnly ? "" : (sheet.keptAt ?? ""),
      here: true,
    }));
  // The draft of a sealed form that could not be removed is listed, so that it can be discarded.
  const names = new Set(open.filter((sheet) => !sheet.draftLeft).map((sheet) => sheet.id));
  return [...here, ...kept.filter((draft) => !names.has(draft.id))];
}

/**
 * Returns forms and interviews as rows of the list. `title` names a form; `sealed` returns true if only the draft of a
 * form is left.
 */
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
