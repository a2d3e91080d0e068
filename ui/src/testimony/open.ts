// Where something of an interview stands, what it is called in a few words, and what is still open at a step. The core
// decides what hinders; here it is only named, so that nobody presses a button in vain.
import { tick } from "svelte";
import type { How, InterviewView, SectionKind, Step } from "../bridge/types";
import type { Texts } from "../texts/texts.svelte";
import { told } from "./words";

/** Steps and names (`testimony-open-NAME`) of fields, by how their names begin; the first that fits counts. */
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

/** The step at which a field stands. */
export function stepOf(field: string): Step | null {
  return PLACES.find(([begins]) => begins.test(field))?.[1] ?? null;
}

/** A field in a few words; none where the step says enough. Of a way to agree that was chosen it is what that still lacks. */
export function nameOf(texts: Texts, field: string, way: How["kind"] | null = null): string | null {
  if (field === "consent.how" && way) return texts.say(`testimony-open-${way}`);
  const section = sectionOf(field);
  if (section) return texts.say(`testimony-section-${section}`);
  const name = PLACES.find(([begins]) => begins.test(field))?.[2];
  return name ? texts.say(`testimony-open-${name}`) : null;
}

/** A finding to be looked at, in words; of names of the card, which. */
export function findingSaid(texts: Texts, { key, words }: InterviewView["offer"]["findings"][number]): string {
  if (key !== "names-the-person" || words.length === 0) return texts.say(`testimony-finding-${key}`);
  return texts.say("testimony-finding-names", { count: words.length, words: quoted(texts, words) });
}

/** Names of the card, each in quotation marks. */
export const quoted = (texts: Texts, words: readonly string[]): string => words.map((word) => texts.say("testimony-named-word", { word })).join(", ");

/** The section of a field, where it is of one. */
export function sectionOf(field: string): SectionKind | null {
  const [first, second] = field.split(".");
  return first === "sections" && second ? (second as SectionKind) : null;
}

/** Fields that are still open at a step: the one that hinders first, the others in their order on the screen. None while the core sees nothing in the way. */
export function leftAt(step: Step, { draft, offer }: InterviewView): string[] {
  const missing = step === "consent" && !offer.consent_filed ? offer.consent_missing : step === "read-back" ? offer.sign_off_missing : null;
  if (!missing) return [];
  const open = step === "consent" ? consentOpen(draft) : draft.sections.filter((s) => told(s) && s.read_back === "not-read").map((s) => `sections.${s.section}.read-back`);
  // The first that is named is the one that the button leads to.
  return [missing.field, ...open.filter((field) => field !== missing.field)];
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

/** Marks what stands in the way of what was asked for, and gives it the focus. False when it stands on another screen. */
export async function mark(talk: { missing: { field: string } | null; hindered: string | null }): Promise<boolean> {
  await tick();
  const field = talk.missing?.field ?? null;
  const found = field !== null && reach(field);
  talk.hindered = found ? field : null;
  return found;
}

/** Brings a field into sight and gives it the focus. False when it does not stand on this screen. */
export function reach(field: string): boolean {
  // An account is asked for as a whole: it begins with the words of the section that is open.
  const named = field === "sections" ? '[data-field^="sections."][data-field$=".lines"]' : `[data-field="${CSS.escape(field)}"]`;
  const found = document.querySelector<HTMLElement>(named);
  if (!found) return false;
  // Of answers that is the one that stands there: none is suggested. Where the chosen one asks for words, it is those.
  const inside = found.querySelector<HTMLElement>("[data-lacking=true]") ?? found.querySelector<HTMLElement>("[type=radio]:checked") ?? found.querySelector<HTMLElement>(":is(input, select, textarea, button):not(:disabled)");
  found.scrollIntoView?.({ block: "center" });
  (inside ?? found).focus({ preventScroll: true });
  return true;
}
