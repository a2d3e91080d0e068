// The closed lists of an interview, in the order of the screen.
import type { Choice, Fact, Known, Section, SectionKind, Step, Use, YesNo } from "../bridge/types";
import type { Session } from "../session/session.svelte";
import { LANGUAGES } from "../texts/texts.svelte";

export const FIVE: readonly YesNo[] = ["yes", "no", "unknown", "refused", "not-asked"];
export const CHOICES: readonly Choice[] = ["yes", "no", "later", "not-asked"];
export const USES: readonly Use[] = [
  "internal-list",
  "name-in-public",
  "pseudonymous-publication",
  "lawyer",
  "un-and-regional-bodies",
  "court-abroad",
  "court-here",
  "media",
  "research",
];
export const KNOWN: readonly Known[] = ["saw", "heard", "told", "inferred", "not-asked"];
export const FACTS: readonly Fact[] = ["water", "food", "lawyer", "relatives-told", "phone-taken", "footage-erased", "force"];
export const SECTIONS: readonly SectionKind[] = ["account", "before", "taken", "van", "station", "court", "other"];
export const STEPS: readonly Step[] = ["before", "consent", "who", "interview", "read-back", "sign-off"];
/** Languages offered by name; any other is typed as its tag. */
export const SPOKEN: readonly string[] = [...LANGUAGES, "uz", "ky", "ug", "tr", "de"];

/** True if a person who opens the vault can read the captures of this device: a witness must not be promised more. */
export const reviews = ({ home }: Session): boolean => home !== null && "review" in home && home.review;

/** Returns true if a section has any content. */
export function told({ lines, when, place, facts }: Section): boolean {
  return lines.some((line) => line.text.trim() !== "") || Boolean(when) || Boolean(place) || FACTS.some((fact) => facts[fact] !== "not-asked");
}

/** Returns those names and numbers that occur in the text as whole words. */
export function standing(text: string, named: readonly string[]): string[] {
  const words = text.split(/[^\p{L}\p{M}\p{N}]+/u);
  return named.filter((one) => (/^\d/.test(one) ? text.includes(one) : words.includes(one)));
}

/** Returns the day that is `months` months after `now`. */
export function monthsFrom(now: Date, months: number): string {
  const day = new Date(now.getFullYear(), now.getMonth() + months, 1);
  const last = new Date(day.getFullYear(), day.getMonth() + 1, 0).getDate();
  day.setDate(Math.min(now.getDate(), last));
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
