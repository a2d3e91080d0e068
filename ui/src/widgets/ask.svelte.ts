// A call to the core and its trouble, which `InTheWay.svelte` shows.
import { Trouble } from "../bridge/bridge";

export class Ask {
  /** True while an answer is pending. */
  working = $state(false);
  trouble: Trouble | null = $state.raw(null);

  /** Clears the previous trouble and does `work`. Returns true on success. */
  readonly ask = async (work: () => Promise<unknown>): Promise<boolean> => {
    [this.working, this.trouble] = [true, null];
    try {
      await work();
      return true;
    } catch (reason) {
      this.trouble = Trouble.from(reason);
      return false;
    } finally {
      this.working = false;
    }
  };
}
