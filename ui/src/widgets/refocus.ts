import { tick } from "svelte";

/** Focuses the element that opened a now closed one, once it is rendered again; the scroll stays. */
export async function refocus(selector: string): Promise<void> {
  await tick();
  document.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
}
