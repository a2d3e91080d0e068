// Tracks the losses that closing the window would cause now, and the question about them.
import { tick, untrack } from "svelte";
import { SvelteSet } from "svelte/reactivity";
import type { Bridge } from "../bridge/bridge";

/** A kind of loss, which has a text; or a screen that asks itself. */
export type Loss = "form" | "testimony" | "loose" | "bundle" | "asks-itself";

/** Milliseconds that the window waits for the keepers before it asks. */
const KEEP_MS = 700;

export class Closing {
  /** True while the window waits for the answer whether to close. */
  asked = $state(false);
  readonly #bridge: Bridge;
  readonly #held = new SvelteSet<{ readonly loss: Loss }>();
  readonly #keepers = new Set<() => Promise<unknown>>();

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** Returns the losses to name in the question; none if there are none, or if a screen asks itself. */
  get losses(): Exclude<Loss, "asks-itself">[] {
    const all = [...this.#held].map(({ loss }) => loss).filter((loss) => loss !== "asks-itself");
    return [...new Set(all)];
  }

  /**
   * Makes the window ask before it closes. Returns the function that lets it close again. Neither call is tracked by an
   * effect.
   */
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

  /** Adds a keeper, which saves pending words when the window is closed. Returns the function that removes it. */
  keeps(keep: () => Promise<unknown>): () => void {
    this.#keepers.add(keep);
    return () => this.#keepers.delete(keep);
  }

  /**
   * Called when the window is being closed: tells the core that the page lives, which otherwise closes it the next
   * time. Runs the keepers first; then asks the reader about the remaining losses, or closes the window if there are
   * none.
   */
  async heard(): Promise<void> {
    this.#say();
    const kept = Promise.allSettled([...this.#keepers].map((keep) => keep()));
    await Promise.race([kept, new Promise((resolve) => setTimeout(resolve, KEEP_MS))]);
    await tick();
    if (this.#held.size === 0) await this.go();
    else this.asked = this.losses.length > 0;
  }

  /** Closes the window despite all losses. */
  async go(): Promise<void> {
    await this.#bridge.closingGo();
  }

  /** If the core does not receive this, it closes the window without a question. */
  #say(): void {
    this.#bridge.closingAsk(this.#held.size > 0).catch(() => undefined);
  }
}
