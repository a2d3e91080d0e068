// The place, the short name and the open fields of each part of an interview. The core decides on obstacles; this file
// only names them, so that no press stays without an explanation.
import { tick } from "svelte";
import type { How, InterviewView, Missing, SectionKind, Step } from "../bridge/types";
import type { Texts } from "../texts/texts.svelte";
import { told } from "./words";

/** Steps and names (`testimony-open-NAME`) of fields, by the beginning of the field's name; the first match counts. */
const PLACES: readonly (readonly [RegExp, Step, string | null])[] = [
  [/^consent\.written-down$/, "consent", "written"],
  [/^consent\.recorded$/, "consent", "recorded"],
  [/^consent\.language$/, "consent", "language"],
  [/^consent\.risks-named$/, "consent", "risks"],
  [/^consent\.can-change-told$/, "consent", "change"],
  [/^consent\.assent$/, "consent", "assent"],
  [/^consent\.how$/, "consent", "how"],
  [/^consent\.[a-z-]+\.until$/, "consent", "until"],
  [/^consent/, "consent", null],
  [/^before\.guardian$/, "consent", "guardian"],
  [/^before/, "before", null],
  [/^pseudonym$/, "who", "pseudonym"],
  [/^identity\.name$/, "who", "name"],
  [/^identity\.birth$/, "who", "birth"],
  [/^identity/, "who", null],
  [/^sections\.[a-z]+\.(read-back|corrections)$/, "read-back", null],
  [/^sections/, "interview", null],
  [/^sign-off/, "sign-off", null],
];

/** Returns the step of a field; null for an unknown field. */
export function stepOf(field: string): Step | null {
  return PLACES.find(([begins]) => begins.test(field))?.[1] ?? null;
}

/**
 * Returns the short name of a field; null if the step is enough. `way` is the chosen way to agree: the name is then
 * that of its missing part.
 */
export function nameOf(texts: Texts, field: string, way: How["kind"] | null = null): string | null {
  if (field === "consent.how" && way) return texts.say(`testimony-open-${way}`);
  const section = sectionOf(field);
  if (section) return texts.say(`testimony-section-${section}`);
  const name = PLACES.find(([begins]) => begins.test(field))?.[2];
  return name ? texts.say(`testimony-open-${name}`) : null;
}

/** Returns a finding in words; for names of the card, with the names. */
export function findingSaid(texts: Texts, { key, words }: InterviewView["offer"]["findings"][number]): string {
  if (key !== "names-the-person" || words.length === 0) return texts.say(`testimony-finding-${key}`);
  return texts.say("testimony-finding-names", { count: words.length, words: quoted(texts, words) });
}

/** Returns names of the card, each in quotation marks. */
export const quoted = (texts: Texts, words: readonly string[]): string => words.map((word) => texts.say("testimony-named-word", { word })).join(", ");

/** Returns the section of a field, if it has one. */
export function sectionOf(field: string): SectionKind | null {
  const [first, second] = field.split(".");
  return first === "sections" && second ? (second as SectionKind) : null;
}

/** Returns true if the person refuses to be written down, and no consent was sealed: the interview ends here. */
export const saidNo = ({ offer }: Pick<InterviewView, "offer">): boolean => offer.consent_missing?.key === "need-consent";

/**
 * Replaces the obstacle of a voice that may not be recorded yet: the person must agree to a recording first, or choose
 * another way.
 */
export function voiceFirst(missing: Missing, { draft, offer }: Pick<InterviewView, "draft" | "offer">, way: How["kind"] | null): Missing {
  if (missing.field !== "consent.how" || way !== "voice" || offer.may_record_voice_mark) return missing;
  return draft.consent.recorded === "not-asked" ? { field: "consent.recorded", key: "ask-first" } : { field: "consent.how", key: "voice-refused" };
}

/**
 * Returns the open fields of a step: the one that blocks first, the others in their order on the screen. Empty if the
 * core has no obstacle.
 */
export function leftAt(step: Step, { draft, offer }: InterviewView, way: How["kind"] | null = null): string[] {
  const missing = step === "consent" && !offer.consent_filed ? offer.consent_missing : step === "read-back" ? offer.sign_off_missing : null;
  if (!missing || saidNo({ offer })) return [];
  const open = step === "consent" ? consentOpen(draft) : draft.sections.filter((s) => told(s) && s.read_back === "not-read").map((s) => `sections.${s.section}.read-back`);
  // The button leads to the first field of the list.
  return [...new Set([missing.field, ...open].map((field) => voiceFirst({ ...missing, field }, { draft, offer }, way).field))];
}

function consentOpen({ consent, before }: InterviewView["draft"]): string[] {
  const { how } = consent;
  const child = before.child === "yes" && consent.written_down === "yes";
  const open: readonly (readonly [string, boolean])[] = [
    ["consent.language", !consent.language?.trim()],
    ["consent.written-down", consent.written_down === "not-asked"],
    ["before.guardian", child && before.guardian !== "yes"],
    ["consent.assent", child && consent.assent !== "yes"],
    ["consent.risks-named", !consent.risks_named],
    ["consent.can-change-told", !consent.can_change_told],
    ["consent.how", how === null || (how.kind === "witnessed" && how.by.trim() === "")],
  ];
  return open.filter(([, is]) => is).map(([field]) => field);
}

/** Marks and focuses the obstacle. Returns false if it is on another screen. */
export async function mark(talk: { missing: { field: string } | null; hindered: string | null }): Promise<boolean> {
  await tick();
  const field = talk.missing?.field ?? null;
  const found = field !== null && reach(field);
  talk.hindered = found ? field : null;
  return found;
}

/**
 * Returns true if `field` shows the core's field `named`: the core names an account as a whole, which begins with the
 * words of the open section.
 */
export const standsAt = (named: string, field: string): boolean => named === field || (named === "sections" && /^sections\.[^.]+\.lines$/.test(field));

/** Scrolls to a field and focuses it. Returns false if it is not on this screen. */
export function reach(field: string): boolean {
  const found = [...document.querySelectorAll<HTMLElement>("[data-field]")].find((one) => standsAt(field, one.dataset.field ?? ""));
  if (!found) return false;
  // Focus missing words of a choice first, then the chosen answer, so that no other is suggested.
  const inside = found.querySelector<HTMLElement>("[data-lacking=true]") ?? found.querySelector<HTMLElement>("[type=radio]:checked") ?? found.querySelector<HTMLElement>(":is(input, select, textarea, button):not(:disabled)");
  found.scrollIntoView?.({ block: "center" });
  (inside ?? found).focus({ preventScroll: true });
  return true;
}
