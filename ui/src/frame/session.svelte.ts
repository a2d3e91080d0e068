// What every screen knows: the core, the reader's texts, how things look, the home's state and which screen is open.
// Kept for this run only: the window writes nothing to the disk.
import { type Bridge, Trouble } from "../bridge/bridge";
import type { StatusView } from "../bridge/types";
import { type Language, Texts } from "../texts/texts.svelte";
import { Appearance } from "../theme.svelte";
import type { ScreenName } from "./screens";

export class Session {
  readonly bridge: Bridge;
  readonly texts: Texts;
  readonly appearance = new Appearance();
  /** The home's state; none while it opens. */
  home: StatusView | Trouble | null = $state.raw(null);
  screen: ScreenName = $state("capture");
  /** What the open screen is about: an item, a form, a draft. */
  about: string | null = $state(null);
  /** True while the harmless screen stands over everything. */
  harmless = $state(false);
  /** What is said, to whoever listens, of the last word. */
  told: "working" | "done" | "failed" | null = $state(null);
  /** What was counted in this run, by code; each tap is a record of its own. */
  tally: Readonly<Record<string, number>> = $state.raw({});
  /** True while something live must not be left by a tap on another screen. */
  busy = $state(false);
  readonly #closing = new Set<() => Promise<void>>();

  constructor(bridge: Bridge, language: Language) {
    this.bridge = bridge;
    this.texts = new Texts(language);
  }

  /** Opens a screen. */
  go = (screen: ScreenName, about: string | null = null): void => {
    this.screen = screen;
    this.about = about;
  };

  /** Reads the home's state again. */
  refresh = async (): Promise<void> => {
    try {
      this.home = await this.bridge.status();
    } catch (reason) {
      this.home = Trouble.from(reason);
    }
  };

  /** `end` stops and seals something live; it is called before keys go or the window locks. Gives the way to undo it. */
  onClosing = (end: () => Promise<void>): (() => void) => {
    this.#closing.add(end);
    return () => this.#closing.delete(end);
  };

  /** Ends everything live that a screen has going on. Nothing that fails keeps the others from ending. */
  close = async (): Promise<void> => {
    await Promise.allSettled([...this.#closing].map((end) => end()));
  };
}
