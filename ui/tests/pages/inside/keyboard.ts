// The way of the Tab key: the elements it must reach, and whether the focus is visible.
import { acting, aim, type Fault, nameOf } from "./elements";

interface Stop {
  readonly element: HTMLElement;
  readonly looks: string;
  reached: boolean;
}

let stops: Stop[] = [];
let faults: Fault[] = [];

/** Notes the elements that Tab must reach and their looks without the focus; returns the number of stops. */
export function beginTabbing(): number {
  (document.activeElement as HTMLElement | null)?.blur();
  faults = [];
  stops = acting()
    // Arrows, and not Tab, reach elements with a tabindex of -1 and the options of a list.
    .filter((element) => element.getAttribute("tabindex") !== "-1" && !element.matches("[role=option]"))
    .map((element) => ({ element, looks: looks(element), reached: false }));
  // Chromium stops four times in a date: day, month, year, calendar.
  return stops.length + 3 * stops.filter(({ element }) => element.matches("[type=date]")).length;
}

/** Checks the focused element after a Tab; returns true once all elements were reached. */
export function lookAtFocus(): boolean {
  const at = document.activeElement;
  const stop = stops.find(({ element }) => element === at);
  if (!stop || stop.reached) return left().length === 0;
  stop.reached = true;
  // Tab stops once in a radio group; arrows move within it.
  for (const other of stops) if (sameGroup(stop.element, other.element)) other.reached = true;
  const aimed = aim(stop.element);
  if (looks(stop.element) === stop.looks) faults.push({ element: nameOf(stop.element), what: "does not show that it has the focus" });
  const { left: from, right, top, bottom } = aimed.getBoundingClientRect();
  const [x, y] = [(Math.max(from, 0) + Math.min(right, innerWidth)) / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2];
  const seen = document.elementFromPoint(x, y);
  if (!seen || !(aimed.contains(seen) || seen.contains(aimed))) {
    const place = `${Math.round(from)}..${Math.round(right)} x ${Math.round(top)}..${Math.round(bottom)} px`;
    faults.push({ element: nameOf(stop.element), what: `has the focus where one cannot see it: ${place}, under ${seen ? nameOf(seen) : "nothing"}` });
  }
  return left().length === 0;
}

/** Returns the faults on the way, and the elements that Tab never reached. */
export function endTabbing(): Fault[] {
  return [...faults, ...left().map(({ element }) => ({ element: nameOf(element), what: "is not reached by Tab" }))];
}

function left(): Stop[] {
  return stops.filter((stop) => !stop.reached && stop.element.isConnected);
}

function sameGroup(one: HTMLElement, other: HTMLElement): boolean {
  if (one instanceof HTMLInputElement && other instanceof HTMLInputElement) {
    return one.type === "radio" && other.type === "radio" && one.name === other.name && one.form === other.form;
  }
  return false;
}

/** Returns all styles that may show the focus, of the element, its label and the element around it. */
function looks(element: HTMLElement): string {
  const aimed = aim(element);
  return [element, aimed, aimed.parentElement]
    .map((one) => {
      if (!one) return "";
      const style = getComputedStyle(one);
      return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow, style.borderColor, style.backgroundColor].join();
    })
    .join(";");
}
