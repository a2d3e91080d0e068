// The second half of a double press never does what cannot be taken back: a button that has come to where a press just was takes
// none there for a moment.

/** Two presses of one hand follow each other within this, in ms. */
const SOON = 700;
/** And this near to each other, in px. */
const NEAR = 24;

interface Press {
  at: number;
  x: number;
  y: number;
  on: Element | null;
}

let [before, latest]: [Press | null, Press | null] = [null, null];
if (typeof window !== "undefined") {
  const seen = (event: PointerEvent): void => {
    const on = event.target instanceof Element ? event.target.closest("button") : null;
    [before, latest] = [latest, { at: event.timeStamp, x: event.clientX, y: event.clientY, on }];
  };
  window.addEventListener("pointerdown", seen, { capture: true, passive: true });
}

/** For buttons that seal, delete or end something for good. Keys are not held back: they follow the focus, and the focus does not move by itself. */
export function rests(node: HTMLButtonElement): { destroy: () => void } {
  const hold = (event: MouseEvent): void => {
    // Zero presses: it was a key.
    if (event.detail === 0 || !before || !latest || latest.on !== node || before.on === node) return;
    if (latest.at - before.at > SOON || Math.hypot(latest.x - before.x, latest.y - before.y) > NEAR) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  node.addEventListener("click", hold, { capture: true });
  return { destroy: () => node.removeEventListener("click", hold, { capture: true }) };
}
