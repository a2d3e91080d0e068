// A gesture that is held for a while, by finger, mouse or keyboard. Letting go in time does nothing.

export interface Hold {
  readonly active: boolean;
  readonly down: () => void;
  readonly up: () => void;
  readonly keydown: (event: KeyboardEvent) => void;
  readonly keyup: (event: KeyboardEvent) => void;
}

/** Calls `done` when it was held for `ms`. */
export function hold(ms: number, done: () => void): Hold {
  let active = $state(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const down = (): void => {
    clearTimeout(timer);
    active = true;
    timer = setTimeout(() => {
      active = false;
      done();
    }, ms);
  };
  const up = (): void => {
    clearTimeout(timer);
    active = false;
  };
  const acts = (event: KeyboardEvent): boolean => event.key === " " || event.key === "Enter";
  return {
    get active() {
      return active;
    },
    down,
    up,
    keydown(event) {
      if (!acts(event)) return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat && !active) down();
    },
    keyup(event) {
      if (acts(event)) up();
    },
  };
}
