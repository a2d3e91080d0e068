import type { Bridge } from "../bridge/bridge";

/** How often it is looked at, in ms. */
const LOOK = 5_000;

/** Calls `locked` whenever the core has locked the open vault by itself. Gives the way to end it. */
export function watchLock(bridge: Bridge, locked: () => void): () => void {
  let [open, gone] = [false, false];
  async function look(): Promise<void> {
    const now = await bridge.vaultState().catch(() => null);
    if (gone || now === null) return;
    if (open && now === "locked") locked();
    open = now === "open";
  }
  void look();
  const watch = setInterval(() => void look(), LOOK);
  return () => {
    gone = true;
    clearInterval(watch);
  };
}
