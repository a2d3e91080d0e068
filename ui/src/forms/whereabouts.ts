// Where in a form somebody is: the part and the question in view, followed as the form is scrolled, and found again later.
import type { FormView } from "../bridge/types";
import { type Section, sectionOf } from "./sections";

/** The place of looking through and sealing, which is no question. */
export const SEAL = "#seal";

const shows = (one: HTMLElement): boolean => one.checkVisibility?.() ?? true;

/** The part and the place that are in view within `box`, the one that scrolls. Null where nothing is laid out. */
export function inSight(page: HTMLElement, box: HTMLElement): { step: number; place: string | null } | null {
  const { top, height } = box.getBoundingClientRect();
  const parts = [...page.querySelectorAll<HTMLElement>("[data-step]")].filter(shows);
  if (height === 0 || parts.length === 0) return null;
  // One reads at the top where the form begins and at the bottom where it ends: no part is too short to be met.
  const most = box.scrollHeight - box.clientHeight;
  const line = most > 0 ? top + height * Math.min(1, (box.scrollTop + 1) / most) : top;
  const part = parts.filter((one) => one.getBoundingClientRect().top <= line).at(-1) ?? parts[0];
  const places = [...page.querySelectorAll<HTMLElement>("[id^=place-]")].filter((one) => shows(one) && !one.querySelector("[id^=place-]"));
  const seen = places.find((one) => one.getBoundingClientRect().bottom > top + 8);
  return { step: Number(part?.dataset.step ?? 0), place: seen ? placeOf(seen) : SEAL };
}

/** The place in which an element stands. */
export function placeOf(element: Element): string | null {
  return element.closest<HTMLElement>("[id^=place-]")?.id.slice("place-".length) ?? null;
}

/** The part, counted among those that are shown, in which a place stands. */
export function stepOf(form: FormView, all: readonly Section[], parts: readonly { readonly section: Section }[], place: string): number {
  if (place === SEAL) return parts.length;
  const [question = ""] = place.split("#");
  const head = all[sectionOf(form, all, question)]?.at[0];
  return parts.findIndex(({ section }) => section.at[0] === head);
}

/** The element of a place; of one whose row is gone, the list in which that stood. */
export function elementOf(form: FormView, place: string): HTMLElement | null {
  const [question = ""] = place.split("#");
  const repeat = form.questions[form.questions.find(({ id }) => id === question)?.repeat ?? -1]?.id;
  return document.getElementById(`place-${place}`) ?? (repeat === undefined ? null : document.getElementById(`place-${repeat}`));
}
