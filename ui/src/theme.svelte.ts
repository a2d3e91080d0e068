// Light, dark, or as the device says. Kept for this run only: the window writes nothing to the disk.
import { MediaQuery } from "svelte/reactivity";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export class Appearance {
  theme: Theme = $state("auto");
  readonly #device = new MediaQuery("prefers-color-scheme: dark");
  /** What the style sheet is to show. */
  readonly shown = $derived(this.theme === "auto" ? (this.#device.current ? "dark" : "light") : this.theme);
}
