// A gesture that is held for a while, by finger, mouse or keyboard. Letting go in time does nothing. Where the focus goes
// meanwhile is no letting go: the window moves it by itself when it locks or opens another screen.

export interface Hold {
  readonly active: boolean;
  readonly down: () => void;
  readonly up: () => void;
  readonly keydown: (event: KeyboardEvent) => void;
  readonly keyup: (event: KeyboardEvent) => void;
  readonly blur: (event: FocusEvent) => void;
}

/** Calls `done` when it was held for `ms`. */
export function hold(ms: number, done: () => void): Hold {
  let by: "pointer" | "key" | null = $state(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const begin = (what: "pointer" | "key"): void => {
    clearTimeout(timer);
    by = what;
    timer = setTimeout(() => {
      by = null;
      done();
    }, ms);
  };
  const end = (what: "pointer" | "key"): void => {
    if (by !== what) return;
    clearTimeout(timer);
    by = null;
  };
  const acts = (event: KeyboardEvent): boolean => event.key === " " || event.key === "Enter";
  return {
    get active() {
      return by !== null;
    },
    down: () => begin("pointer"),
    up: () => end("pointer"),
    keydown(event) {
      // A person who leaves it by the keyboard lets go of it; another key that a hand strikes in a hurry is nothing.
      if (event.key === "Tab") end("key");
      if (!acts(event)) return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat && by === null) begin("key");
    },
    keyup(event) {
      if (acts(event)) end("key");
    },
    blur(event) {
      if (by !== "key") return;
      const [held, to] = [event.currentTarget, event.relatedTarget];
      // Without the focus, that the key is let go would not be heard: the window gives it back, another window cannot.
      if (to instanceof HTMLElement && held instanceof HTMLElement) queueMicrotask(() => by === "key" && held.focus());
      else end("key");
    },
  };
}
