// A gesture that is held for a while, by finger, mouse or keyboard. Letting go in time does nothing. How long it was is told by the
// times of its events: a page that has much to do hears of them late, and a timer alone would take a whole hold for a short one.
// Where the focus goes meanwhile is no letting go: the window moves it by itself when it locks or opens another screen.

export interface Hold {
  readonly active: boolean;
  readonly down: (event: Event) => void;
  readonly up: (event: Event) => void;
  readonly keydown: (event: KeyboardEvent) => void;
  readonly keyup: (event: KeyboardEvent) => void;
  readonly blur: (event: FocusEvent) => void;
}

/** A timer that comes later than this comes after a task that may have kept the letting go from being heard. */
const LATE_MS = 60;

/** The moment of an event by the page's clock: when it happened, not when it was heard of. */
function momentOf({ timeStamp }: Event): number {
  const now = performance.now();
  return timeStamp > 0 && timeStamp <= now ? timeStamp : now;
}

/** Calls `done` when it was held for `ms`. */
export function hold(ms: number, done: () => void): Hold {
  let by: "pointer" | "key" | null = $state(null);
  let since = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = (): void => {
    clearTimeout(timer);
    by = null;
    done();
  };
  const due = (): void => {
    // What was let go of meanwhile is heard of first.
    if (performance.now() - since > ms + LATE_MS) timer = setTimeout(over, LATE_MS);
    else over();
  };
  const begin = (what: "pointer" | "key", event: Event): void => {
    clearTimeout(timer);
    [by, since] = [what, momentOf(event)];
    timer = setTimeout(due, Math.max(0, ms - (performance.now() - since)));
  };
  const end = (what: "pointer" | "key", event: Event): void => {
    if (by !== what) return;
    if (momentOf(event) - since >= ms) return over();
    clearTimeout(timer);
    by = null;
  };
  const acts = (event: KeyboardEvent): boolean => event.key === " " || event.key === "Enter";
  return {
    get active() {
      return by !== null;
    },
    down: (event) => begin("pointer", event),
    up: (event) => end("pointer", event),
    keydown(event) {
      // A person who leaves it by the keyboard lets go of it; another key that a hand strikes in a hurry is nothing.
      if (event.key === "Tab") end("key", event);
      if (!acts(event)) return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat && by === null) begin("key", event);
    },
    keyup(event) {
      if (acts(event)) end("key", event);
    },
    blur(event) {
      if (by !== "key") return;
      const [held, to] = [event.currentTarget, event.relatedTarget];
      // Without the focus, that the key is let go would not be heard: the window gives it back, another window cannot.
      if (to instanceof HTMLElement && held instanceof HTMLElement) queueMicrotask(() => by === "key" && held.focus());
      else end("key", event);
    },
  };
}
