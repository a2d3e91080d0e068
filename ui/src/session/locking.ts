import type { Bridge } from "../bridge/bridge";

/** How often the state of the vault is requested in case the core could not tell of a lock, in ms. */
const LOOK = 60_000;

/** Calls `locked` whenever the core has locked the open vault without a request. Returns the function that ends it. */
export function watchLock(bridge: Bridge, locked: () => void): () => void {
  let [open, gone] = [false, false];
  let told = 0;
  async function look(): Promise<void> {
    const before = told;
    const now = await bridge.vaultState().catch(() => null);
    // An answer from before the lock would hide it.
    if (gone || now === null || told !== before) return;
    if (open && now === "locked") locked();
    open = now === "open";
  }
  void look();
  const unheard = bridge.changes((what) => {
    if (what !== "vault") return;
    [open, told] = [false, told + 1];
    locked();
  });
  const watch = setInterval(() => void look(), LOOK);
  return () => {
    gone = true;
    unheard();
    clearInterval(watch);
  };
}
