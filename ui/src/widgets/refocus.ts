import { tick } from "svelte";

/** Gives the focus to what opened something that is closed now, once it stands there again; what is scrolled stays. */
export async function refocus(selector: string): Promise<void> {
  await tick();
  document.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
}
