// A question to the core, and what is in the way of its answer: `InTheWay.svelte` shows that.
import { Trouble } from "../bridge/bridge";

export class Ask {
  /** True while an answer is waited for. */
  working = $state(false);
  trouble: Trouble | null = $state.raw(null);

  /** Does `work`, and forgets what was in the way before. Gives whether it was done. */
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
