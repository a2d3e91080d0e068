// Detects reading, which is use of the window too: the wheel, a scrolling finger, a scrolled box and a moving pointer.

/** Moves come by the hundred; one call in so many milliseconds is enough. */
const PAUSE_MS = 1_000;
const MOVES = ["wheel", "touchmove", "scroll", "pointermove"] as const;

/**
 * Calls `used` at most once in each pause while a person moves something in the window. Returns the function that ends
 * it.
 */
export function watchMoves(used: () => void): () => void {
  let last: number | null = null;
  let [x, y] = [Number.NaN, Number.NaN];

  function moved(event: Event): void {
    if (event.type === "pointermove" && event instanceof MouseEvent) {
      // A page that changes under a resting pointer also fires a move, without a person.
      const [beforeX, beforeY] = [x, y];
      [x, y] = [event.screenX, event.screenY];
      if ((x === beforeX && y === beforeY) || Number.isNaN(beforeX)) return;
    }
    const now = Date.now();
    if (last !== null && now >= last && now - last < PAUSE_MS) return;
    last = now;
    used();
  }

  // A scroll within the page does not bubble up to the window, so listen during the capture phase.
  for (const name of MOVES) window.addEventListener(name, moved, { capture: true, passive: true });
  return () => {
    for (const name of MOVES) window.removeEventListener(name, moved, { capture: true });
  };
}
