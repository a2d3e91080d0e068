// Prevents the second half of a double press from another action than the first: what has moved under a recent press of a
// button, or changed its words, takes no press for a moment. A neighbour that stood there all along takes its press. So stopping a voice does not seal a testimony, moving on does
// not confirm a reading back, and adding a row answers nothing in it.

/** Longest time between two presses of a double press, in ms. */
const SOON = 700;
/** Longest distance between them, in px. */
const NEAR = 24;
/** The elements whose press may bring another element to their place. */
const BRINGS = "button, summary, a";
/** The ticks: a quick one after another is meant, one that came under the press of a button is not. */
const TICKS = ":is(input[type=radio], input[type=checkbox])";
/** The elements whose press is held back. A text field only takes the focus. */
const TAKES = `${BRINGS}, ${TICKS}, label:has(${TICKS})`;

interface Press {
  at: number;
  x: number;
  y: number;
  on: Element | null;
  /** The button's words at the time, without changing numbers. */
  words: string;
  /** The other elements near it that could be pressed then, with their places and words. */
  around: ReadonlyMap<Element, { readonly box: DOMRect; readonly words: string }>;
}

const wordsOf = (on: Element | null): string => on?.textContent?.replace(/\d+/g, "").trim() ?? "";

/** Returns the elements within reach of a double press that a person could press now. */
function around(x: number, y: number): Press["around"] {
  const found: [Element, { box: DOMRect; words: string }][] = [];
  for (const one of document.querySelectorAll(TAKES)) {
    const box = one.getBoundingClientRect();
    const [nearX, nearY] = [Math.min(Math.max(x, box.left + 1), box.right - 1), Math.min(Math.max(y, box.top + 1), box.bottom - 1)];
    if (Math.hypot(nearX - x, nearY - y) > NEAR || one.matches(":disabled")) continue;
    const top = document.elementFromPoint(nearX, nearY);
    if (top !== null && one.contains(top)) found.push([one, { box, words: wordsOf(one) }]);
  }
  return new Map(found);
}

/** Returns true if the pressed element was there, with these words, when the press before it came. */
function stood({ on, x, y, words }: Press, before: Press): boolean {
  const then = on === null || on === before.on ? undefined : before.around.get(on);
  if (then === undefined || then.words !== words) return false;
  const { left, right, top, bottom } = then.box;
  return x >= left && x <= right && y >= top && y <= bottom;
}

/**
 * Begins to hold back such presses; returns the function that ends it. Keys are not held back: they follow the focus,
 * which moves only by an action.
 */
export function watchPresses(): () => void {
  let [before, latest]: [Press | null, Press | null] = [null, null];
  const seen = (event: PointerEvent): void => {
    const on = event.target instanceof Element ? event.target.closest(TAKES) : null;
    const { timeStamp: at, clientX: x, clientY: y } = event;
    [before, latest] = [latest, { at, x, y, on, words: wordsOf(on), around: around(x, y) }];
  };
  const hold = (event: MouseEvent): void => {
    // A count of zero presses means a key.
    if (event.detail === 0 || !before?.on?.matches(BRINGS) || !latest?.on) return;
    if (!(event.target instanceof Node) || !latest.on.contains(event.target)) return;
    if (latest.at - before.at > SOON || Math.hypot(latest.x - before.x, latest.y - before.y) > NEAR) return;
    // A button that was rendered again is the same; one with other words is another.
    if (latest.words === before.words && (latest.words !== "" || latest.on === before.on)) return;
    if (stood(latest, before)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const options = { capture: true, passive: true };
  window.addEventListener("pointerdown", seen, options);
  window.addEventListener("click", hold, { capture: true });
  return () => {
    window.removeEventListener("pointerdown", seen, options);
    window.removeEventListener("click", hold, { capture: true });
  };
}
