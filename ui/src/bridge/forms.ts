// Forms: which there are, what they look like with answers, filing them, drafts. Everything rejects with a `Trouble`.
import type { FormDraftAnswersView, FormDraftView, FormNameView, FormView, SealedView, SheetView } from "./types";

/** Answers by question as docs/forms.md has them; a question left out was not asked. */
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
  /** The forms that come with the app. */
  forms(): Promise<FormNameView[]>;
  /** The questions of one form. */
  form(form: string): Promise<FormView>;
  /** The sheet of a form with these answers. Writes nothing; to be asked at every change. */
  formEvaluate(form: string, answers: WireAnswers): Promise<SheetView>;
  /** Files a form as a signed record about the items named; its words are in `language`. Needs no passphrase. */
  formSave(form: string, language: string, answers: WireAnswers, about: readonly string[]): Promise<SealedView>;
  /** Unfinished forms in the locked vault, newest first. Rejects with `vault-locked` while it is not open. */
  formDrafts(): Promise<FormDraftView[]>;
  /** Keeps an unfinished form in the open vault under a name of 32 hex digits, and `at` which of its places the person is. */
  formDraftKeep(draft: string, form: string, language: string, answers: WireAnswers, at: string | null): Promise<void>;
  /** The words typed into an unfinished form; its answers are `WireAnswers`. */
  formDraftResume(draft: string): Promise<FormDraftAnswersView>;
  /** Removes an unfinished form. */
  formDraftRemove(draft: string): Promise<void>;
}
