// What is lost when the window is closed now, and whether the reader is asked about it.
import { untrack } from "svelte";
import { SvelteSet } from "svelte/reactivity";
import type { Bridge } from "../bridge/bridge";

/** A kind of loss, told in words; or a screen that asks for itself. */
export type Loss = "form" | "testimony" | "asks-itself";

export class Closing {
  /** The window was closed, and waits for an answer. */
  asked = $state(false);
  readonly #bridge: Bridge;
  readonly #held = new SvelteSet<{ readonly loss: Loss }>();

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** What is told of what would be lost; none where nothing would, or where a screen asks for itself. */
  get losses(): Exclude<Loss, "asks-itself">[] {
    const all = [...this.#held].map(({ loss }) => loss).filter((loss) => loss !== "asks-itself");
    return [...new Set(all)];
  }

  /** From now on the window asks before it closes. Gives the way to let it close again. An effect that calls either does not follow it. */
  hold(loss: Loss): () => void {
    const held = { loss };
    untrack(() => {
      this.#held.add(held);
      this.#say();
    });
    return () =>
      untrack(() => {
        if (!this.#held.delete(held)) return;
        if (this.losses.length === 0) this.asked = false;
        this.#say();
      });
  }

  /** The window is being closed: the core closes it the next time, unless it hears that somebody is asked. */
  heard(): void {
    this.#say();
    this.asked = this.losses.length > 0;
  }

  /** Closes it, whatever is lost. */
  async go(): Promise<void> {
    await this.#bridge.closingGo();
  }

  /** A core that cannot hear it closes the window without a word. */
  #say(): void {
    this.#bridge.closingAsk(this.#held.size > 0).catch(() => undefined);
  }
}
