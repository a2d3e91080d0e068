// A gesture that is held for a time, by finger, mouse or keyboard. An early release has no effect. The times of the
// events give its length: a busy page receives them late, and a timer alone would take a short hold for a whole one. A
// moved focus is no release: the window moves it when it locks or opens another screen.

export interface Hold {
  readonly active: boolean;
  readonly down: (event: Event) => void;
  readonly up: (event: Event) => void;
  readonly keydown: (event: KeyboardEvent) => void;
  readonly keyup: (event: KeyboardEvent) => void;
  readonly blur: (event: FocusEvent) => void;
}

/** Delay of the timer above which a long task may have held back the event of a release. */
const LATE_MS = 60;

/** Returns the time of an event by the page's clock: when it happened, and not when the page received it. */
function momentOf({ timeStamp }: Event): number {
  const now = performance.now();
  return timeStamp > 0 && timeStamp <= now ? timeStamp : now;
}

/** Returns the handlers of a hold, which call `done` once it lasted `ms`. */
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
    // A pending event of a release comes first.
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
      // Leaving by Tab is a release; any other key that a hand hits in a hurry is none.
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
      // Without the focus the release of the key would be missed: take the focus back, which is impossible from another
      // window.
      if (to instanceof HTMLElement && held instanceof HTMLElement) queueMicrotask(() => by === "key" && held.focus());
      else end("key", event);
    },
  };
}
