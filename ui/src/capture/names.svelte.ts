// Which names of files may stand on the lens. They are the observer's words and not for whoever finds the device: they leave the
// screen when the vault locks itself, or, where it is not open, with the time after which it would. The files themselves go on.
import { untrack } from "svelte";
import { watchLock } from "../frame/locking";
import type { Session } from "../frame/session.svelte";

/** How often it is looked at, in ms. */
const LOOK = 5_000;

export class Names {
  /** Files whose names do not stand on the screen any more. */
  hidden: ReadonlySet<File> = $state.raw(new Set());
  readonly #session: Session;
  #used = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  /** A person who uses the window reads the names; one who comes after the time that locks does not. */
  used(files: readonly File[]): void {
    if (this.#late()) this.#hide(files);
    this.#used = Date.now();
  }

  /** Looks now and then for as long as there are `files`. Gives the way to end it. */
  watch(files: () => readonly File[]): () => void {
    this.#used = Date.now();
    const hide = (): void => this.#hide(files());
    // Whatever it reads must not begin the watch anew, and the time with it.
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

  #hide(files: readonly File[]): void {
    this.hidden = new Set(files);
  }
}
