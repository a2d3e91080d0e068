// Decides which names of files the lens shows. They are the observer's words and must stay hidden from a finder of the
// device: they disappear when the vault locks, or, if it is not open, after the time that would lock it. The import
// itself continues.
import { untrack } from "svelte";
import type { Brought } from "../bridge/lend";
import { watchLock } from "../session/locking";
import type { Session } from "../session/session.svelte";

/** How often the lock is checked, in ms. */
const LOOK = 5_000;

export class Names {
  /** Files whose names are hidden. */
  hidden: ReadonlySet<Brought> = $state.raw(new Set());
  readonly #session: Session;
  #used = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Restarts the locking time, and hides the names if the person comes after that time. */
  used(files: readonly Brought[]): void {
    if (this.#late()) this.#hide(files);
    this.#used = Date.now();
  }

  /** Checks the lock repeatedly while there are `files`. Returns the function that ends it. */
  watch(files: () => readonly Brought[]): () => void {
    this.#used = Date.now();
    const hide = (): void => this.#hide(files());
    // Reads without tracking, so that a read does not restart the watch and its time.
    const end = untrack(() => watchLock(this.#session.bridge, hide));
    const watch = setInterval(() => this.#late() && hide(), LOOK);
    return () => {
      this.#used = 0;
      end();
      clearInterval(watch);
    };
  }

  #late(): boolean {
    return this.#used > 0 && Date.now() - this.#used >= this.#session.lockAfter;
  }

  #hide(files: readonly Brought[]): void {
    this.hidden = new Set(files);
  }
}
