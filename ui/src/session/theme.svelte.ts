// Light, dark, sun (black on white, for bright daylight), or the device's choice.
import { MediaQuery } from "svelte/reactivity";

export const THEMES = ["auto", "light", "dark", "sun"] as const;
export type Theme = (typeof THEMES)[number];

export class Appearance {
  theme: Theme = $state("auto");
  readonly #device = new MediaQuery("prefers-color-scheme: dark");
  /** The theme that the style sheet shows. */
  readonly shown = $derived(this.theme === "auto" ? (this.#device.current ? "dark" : "light") : this.theme);
}
