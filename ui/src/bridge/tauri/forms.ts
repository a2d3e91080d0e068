import type { FormsBridge } from "../forms";
import { call } from "./call";

export const forms: FormsBridge = {
  forms: () => call("forms"),
  form: (form) => call("form", { form }),
  formEvaluate: (form, answers) => call("form_evaluate", { form, answers }),
  formSave: (form, language, answers, about) => call("form_save", { form, language, answers, about }),
  formDrafts: () => call("form_drafts"),
  formDraftKeep: (draft, form, language, answers, at) => call("form_draft_keep", { draft, form, language, answers, at }),
  formDraftResume: (draft) => call("form_draft_resume", { draft }),
  formDraftRemove: (draft) => call("form_draft_remove", { draft }),
};
