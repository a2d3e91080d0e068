// Lists forms, evaluates answers, files forms and keeps drafts. Every call rejects with a `Trouble`.
import type { FormDraftAnswersView, FormDraftView, FormNameView, FormView, SealedView, SheetView } from "./types";

/** Answers by question, as docs/forms.md defines them; a question left out was not asked. */
export type WireAnswers = Readonly<Record<string, WireAnswer>>;

export type WireAnswer =
  | "unknown"
  | "refused"
  | "not-applicable"
  | { readonly value: unknown; readonly words?: string }
  | { readonly range: readonly [unknown, unknown]; readonly words?: string }
  | { readonly about: unknown; readonly words?: string }
  | { readonly rows: readonly WireAnswers[] };

export interface FormsBridge {
  /** Returns the forms that come with the app. */
  forms(): Promise<FormNameView[]>;
  /** Returns the questions of one form. */
  form(form: string): Promise<FormView>;
  /** Returns the sheet of a form with these answers. Writes no data; call it at every change. */
  formEvaluate(form: string, answers: WireAnswers): Promise<SheetView>;
  /** Files a form as a signed record about the named items; its texts are in `language`. Needs no passphrase. */
  formSave(form: string, language: string, answers: WireAnswers, about: readonly string[]): Promise<SealedView>;
  /**
   * Returns the unfinished forms in the locked vault, newest first. Rejects with `vault-locked` while it is not open.
   */
  formDrafts(): Promise<FormDraftView[]>;
  /** Keeps an unfinished form in the open vault under a name of 32 hex digits, with the person's place `at` in it. */
  formDraftKeep(draft: string, form: string, language: string, answers: WireAnswers, at: string | null): Promise<void>;
  /** Returns the words typed into an unfinished form; its answers are `WireAnswers`. */
  formDraftResume(draft: string): Promise<FormDraftAnswersView>;
  /** Removes an unfinished form. */
  formDraftRemove(draft: string): Promise<void>;
}
