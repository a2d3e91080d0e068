// The text for each field and each code of a testimony, a consent and an identity card. The types make the list
// complete: a new field of the core does not compile until it has a label.
import type { Before, Choice, Consent, Fact, How, IdentityCard, IdentityView, Known, ReadBack, SectionKind, SignOff, Use, YesNo } from "../bridge/types";

type Labels<T extends string> = Readonly<Record<T, string>>;

/** Questions before the interview, in reading order. */
export const BEFORE: Labels<keyof Before> = {
  alone: "doc-before-alone",
  safe: "doc-before-safe",
  language: "doc-before-language",
  interpreter: "doc-before-interpreter",
  child: "doc-before-child",
  guardian: "doc-before-guardian",
  heard_before: "doc-before-heard-before",
  first_account: "doc-before-first-account",
  long_form_reason: "doc-before-long-form-reason",
};
export const CONSENT: Labels<keyof Consent> = {
  written_down: "doc-written-down",
  recorded: "doc-recorded",
  assent: "doc-assent",
  uses: "doc-uses",
  language: "doc-explained-in",
  risks_named: "doc-risks-named",
  can_change_told: "doc-can-change-told",
  how: "doc-how",
};
export const CARD: Labels<Exclude<keyof IdentityView, "witness">> = {
  name: "doc-name",
  other_names: "doc-other-names",
  birth: "doc-birth",
  contact: "doc-contact",
  remark: "doc-remark",
};

export const FIVE: Labels<YesNo> = {
  yes: "doc-five-yes",
  no: "doc-five-no",
  unknown: "doc-five-unknown",
  refused: "doc-five-refused",
  "not-asked": "doc-five-not-asked",
};
export const CHOICE: Labels<Choice> = {
  yes: "doc-choice-yes",
  no: "doc-choice-no",
  later: "doc-choice-later",
  "not-asked": "doc-choice-not-asked",
};
export const USE: Labels<Use> = {
  "internal-list": "doc-use-internal-list",
  "name-in-public": "doc-use-name-in-public",
  "pseudonymous-publication": "doc-use-pseudonymous-publication",
  lawyer: "doc-use-lawyer",
  "un-and-regional-bodies": "doc-use-un-and-regional-bodies",
  "court-abroad": "doc-use-court-abroad",
  "court-here": "doc-use-court-here",
  media: "doc-use-media",
  research: "doc-use-research",
};
export const KNOWN: Labels<Known> = {
  saw: "doc-known-saw",
  heard: "doc-known-heard",
  told: "doc-known-told",
  inferred: "doc-known-inferred",
  "not-asked": "doc-known-not-asked",
};
export const SECTION: Labels<SectionKind> = {
  account: "doc-section-account",
  before: "doc-section-before",
  taken: "doc-section-taken",
  van: "doc-section-van",
  station: "doc-section-station",
  court: "doc-section-court",
  other: "doc-section-other",
};
export const FACT: Labels<Fact> = {
  water: "doc-fact-water",
  food: "doc-fact-food",
  lawyer: "doc-fact-lawyer",
  "relatives-told": "doc-fact-relatives-told",
  "phone-taken": "doc-fact-phone-taken",
  "footage-erased": "doc-fact-footage-erased",
  force: "doc-fact-force",
};
export const READ: Labels<ReadBack> = {
  "not-read": "doc-read-not-read",
  right: "doc-read-right",
  changed: "doc-read-changed",
  "left-out": "doc-read-left-out",
};
export const SIGN: Labels<SignOff["kind"]> = {
  drawn: "doc-sign-drawn",
  voice: "doc-sign-voice",
  "agreed-not-signed": "doc-sign-agreed-not-signed",
  stopped: "doc-sign-stopped",
};
export const HOW: Labels<How["kind"]> = {
  voice: "doc-how-voice",
  sign: "doc-how-sign",
  witnessed: "doc-how-witnessed",
};
export const IDENTITY: Labels<IdentityCard["state"]> = {
  "not-asked": "doc-identity-not-asked",
  refused: "doc-identity-refused",
  "no-compartment": "doc-identity-no-compartment",
  sealed: "doc-identity-sealed",
};
/** Findings at the closing of a testimony; a device of a later version may know more. */
export const FINDING: Readonly<Record<string, string>> = {
  "not-safe": "doc-finding-not-safe",
  "not-alone": "doc-finding-not-alone",
  initials: "doc-finding-initials",
  "names-the-person": "doc-finding-names-the-person",
};

export const keys = <T extends string>(labels: Labels<T>): readonly T[] => Object.keys(labels) as T[];
