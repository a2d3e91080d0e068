// Reading is using the window too: the wheel, a finger that scrolls, what scrolls, and a pointer that moves.

/** Moves come by the hundred; one in so many milliseconds is enough. */
const PAUSE_MS = 1_000;
const MOVES = ["wheel", "touchmove", "scroll", "pointermove"] as const;

/** Calls `used` when somebody moves something in the window, now and then. Gives the way to end it. */
export function watchMoves(used: () => void): () => void {
  let last: number | null = null;
  let [x, y] = [Number.NaN, Number.NaN];

  function moved(event: Event): void {
    if (event.type === "pointermove" && event instanceof MouseEvent) {
      // A page that changes under a resting pointer makes a move of it: nobody is there for that.
      const [beforeX, beforeY] = [x, y];
      [x, y] = [event.screenX, event.screenY];
      if ((x === beforeX && y === beforeY) || Number.isNaN(beforeX)) return;
    }
    const now = Date.now();
    if (last !== null && now >= last && now - last < PAUSE_MS) return;
    last = now;
    used();
  }

  // A scroll within the page does not bubble up to the window: `capture` hears it.
  for (const name of MOVES) window.addEventListener(name, moved, { capture: true, passive: true });
  return () => {
    for (const name of MOVES) window.removeEventListener(name, moved, { capture: true });
  };
}
