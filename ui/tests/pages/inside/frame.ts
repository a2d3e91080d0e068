// The frame around every screen: it keeps its place on every screen.
import { type Fault, nameOf, shows } from "./elements";

/** Returns the faults of the frame: a scrolled page, a bar or hand out of sight, a scrolled box within another one. */
export function frameFaults(): Fault[] {
  return [...pageFaults(), ...barFaults(), ...nestedFaults()];
}

/** The document never scrolls: screens do, inside the frame. */
function pageFaults(): Fault[] {
  const faults: Fault[] = [];
  const scrolled = document.scrollingElement ?? document.documentElement;
  if (scrolled.scrollHeight > innerHeight) faults.push({ element: "html", what: `is ${scrolled.scrollHeight} px high in a window of ${innerHeight}` });
  for (const one of [document.documentElement, document.body]) {
    if (one.scrollTop !== 0 || one.scrollLeft !== 0) faults.push({ element: nameOf(one).split(" ")[0] ?? "", what: `was scrolled by ${one.scrollTop} px` });
  }
  return faults;
}

function barFaults(): Fault[] {
  return [...document.querySelectorAll("[data-taken], .frame > .bar")].flatMap((one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    const within = left >= -0.5 && top >= -0.5 && right <= innerWidth + 0.5 && bottom <= innerHeight + 0.5;
    return within ? [] : [{ element: nameOf(one), what: `left the window: ${Math.round(left)}..${Math.round(right)} x ${Math.round(top)}..${Math.round(bottom)} px` }];
  });
}

/** Two scrollbars beside each other: a hand on the wheel cannot know which one moves. */
function nestedFaults(): Fault[] {
  return [...document.body.querySelectorAll("*")].flatMap((inner) => {
    if (!scrolls(inner)) return [];
    for (let outer = inner.parentElement; outer; outer = outer.parentElement) {
      if (scrolls(outer)) return [{ element: nameOf(inner).slice(0, 80), what: `scrolls within ${nameOf(outer).slice(0, 60)}, which scrolls too` }];
    }
    return [];
  });
}

function scrolls(element: Element): boolean {
  // A field of several lines scrolls in every screen.
  if (element.matches("textarea, input, select, option") || !shows(element)) return false;
  return /auto|scroll/.test(getComputedStyle(element).overflowY) && element.scrollHeight > element.clientHeight + 1;
}
