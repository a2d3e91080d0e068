// Finds the person's place in a form: the part and the question in view, followed during scrolling, and found again
// later.
import type { FormView } from "../bridge/types";
import { type Section, sectionOf } from "./sections";

/** The place of the review with the seal, which is no question. */
export const SEAL = "#seal";

const shows = (one: HTMLElement): boolean => one.checkVisibility?.() ?? true;

/** Returns the part and the place in view within the scrolling `box`. Null without a layout. */
export function inSight(page: HTMLElement, box: HTMLElement): { step: number; place: string | null } | null {
  const { top, height } = box.getBoundingClientRect();
  const parts = [...page.querySelectorAll<HTMLElement>("[data-step]")].filter(shows);
  if (height === 0 || parts.length === 0) return null;
  // The reading line moves from the top at the form's beginning to the bottom at its end, so that even a short part is
  // reached.
  const most = box.scrollHeight - box.clientHeight;
  const line = most > 0 ? top + height * Math.min(1, (box.scrollTop + 1) / most) : top;
  const part = parts.filter((one) => one.getBoundingClientRect().top <= line).at(-1) ?? parts[0];
  const places = [...page.querySelectorAll<HTMLElement>("[id^=place-]")].filter((one) => shows(one) && !one.querySelector("[id^=place-]"));
  const seen = places.find((one) => one.getBoundingClientRect().bottom > top + 8);
  return { step: Number(part?.dataset.step ?? 0), place: seen ? placeOf(seen) : SEAL };
}

/** Returns the key of the place around an element; null outside of a place. */
export function placeOf(element: Element): string | null {
  return element.closest<HTMLElement>("[id^=place-]")?.id.slice("place-".length) ?? null;
}

/** Returns the number of the part of a place, counted among the visible parts. */
export function stepOf(form: FormView, all: readonly Section[], parts: readonly { readonly section: Section }[], place: string): number {
  if (place === SEAL) return parts.length;
  const [question = ""] = place.split("#");
  const head = all[sectionOf(form, all, question)]?.at[0];
  return parts.findIndex(({ section }) => section.at[0] === head);
}

/** Returns the element of a place; if its row is gone, the element of the repeat. */
export function elementOf(form: FormView, place: string): HTMLElement | null {
  const [question = ""] = place.split("#");
  const repeat = form.questions[form.questions.find(({ id }) => id === question)?.repeat ?? -1]?.id;
  return document.getElementById(`place-${place}`) ?? (repeat === undefined ? null : document.getElementById(`place-${repeat}`));
}
