// State that every screen shares: the core, the reader's texts, the appearance, the home's state and the open screen.
// It lasts for this run: the window writes nothing to the disk.
import { type Bridge, Trouble } from "../bridge/bridge";
import type { PreferenceName, PreferencesView, StatusView } from "../bridge/types";
import { Run } from "./run.svelte";
import { type After, homeOf } from "./after";
import { type Language, LANGUAGES, Texts } from "../texts/texts.svelte";
import { Appearance, THEMES } from "./theme.svelte";
import { Closing } from "./closing.svelte";
import type { ScreenName } from "./screens";

/**
 * Longest wait for the screens to end their recordings, in ms: an unresponsive one must not keep the core from locking.
 */
const PATIENCE = 1_200;
/** Interval between two reports of use to the core, in milliseconds. */
const TOUCH_MS = 20_000;
/** Minutes after which the core locks by default. */
const USUAL = 5;
/** Uses of the lens after which its buttons need no words; the core keeps no greater number. */
const FEW = 9;

/** An object in the vault, and the screen that shows it. */
export interface Kept {
  readonly screen: "form" | "testimony";
  readonly id: string;
}

/** The cause of a closing: the window was idle, or a person stopped or locked it. */
export type Ending = "alone" | "asked";

export class Session {
  readonly bridge: Bridge;
  readonly texts: Texts;
  readonly appearance = new Appearance();
  readonly closing: Closing;
  #home: StatusView | Trouble | null = $state.raw(null);
  screen: ScreenName = $state("capture");
  /** The subject of the open screen: an item, a form, a draft. */
  about: string | null = $state(null);
  /** The open form or interview, which the vault keeps in its present state. */
  open: Kept | null = null;
  /** The one that was open when the vault locked an idle window: unlocking in Forms opens it again. */
  interrupted: Kept | null = $state.raw(null);
  /** The row of Mine that the reader opened, and its distance from the list's upper edge, in pixels. */
  row: { readonly item: string; readonly at: number } | null = null;
  /** True while the harmless screen covers everything. */
  harmless = $state(false);
  /** The state of the last word, for screen readers. */
  told: "working" | "done" | "failed" | null = $state(null);
  /** The effects of the last word, to be shown after the harmless screen. */
  after: After | null = $state.raw(null);
  /** Receives the hand's hold during a rehearsal in practice mode, until the time `until`; null otherwise. */
  rehearsal: { readonly until: number; readonly held: () => void } | null = $state.raw(null);
  /** This run's memory of its own captures. */
  readonly run = new Run();
  /** Taps counted in this run, by code; each tap is a record of its own. */
  tally: Readonly<Record<string, number>> = $state.raw({});
  /** True once the lens has reported the recordings cut off before this start. */
  cutTold = $state(false);
  /** True after the end of practice mode, until the person moves on. */
  practised = $state(false);
  /** True after joining, until the person has read the organisation's name. */
  joined = $state(false);
  #held = $state(0);
  #touched = 0;
  /** The last use of the window by the wall clock, which also runs while the machine sleeps. */
  #used = 0;
  #preferred = false;
  #leaving: ((onward: () => void) => boolean) | null = null;
  #again: (() => void) | null = null;
  readonly #closing = new Set<(why: Ending) => Promise<void>>();

  constructor(bridge: Bridge, language: Language) {
    this.bridge = this.run.watching(bridge);
    this.closing = new Closing(this.bridge);
    this.texts = new Texts(language);
  }

  /** The home's state; null until it arrives. */
  get home(): StatusView | Trouble | null {
    return this.#home;
  }
  set home(state: StatusView | Trouble | null) {
    this.#home = state;
    const [{ after }, home] = [this, homeOf(state)];
    if (!after || home === null || home === after.home) return;
    // The effects in a home that is gone, or whose keys are destroyed, are not shown for the next home.
    this.after = after.home === null ? { ...after, home } : null;
  }

  /** True while a recording or seal must not be left by a tap on another screen. */
  get busy(): boolean {
    return this.#held > 0;
  }

  /** Blocks the way to other screens. Returns the function that frees it; the way is free once all were called. */
  hold = (): (() => void) => {
    this.#held += 1;
    let held = true;
    return () => {
      if (held) this.#held -= 1;
      held = false;
    };
  };

  /**
   * Called after the vault locked an idle window: leads to the list of unfinished forms, where unlocking opens the last
   * one again.
   */
  interrupt = (was: Kept | null): void => {
    this.interrupted = was;
    if (was) this.go("write");
  };

  /** Opens a screen. If the open screen must ask first, it continues after the answer. */
  go = (screen: ScreenName, about: string | null = null): void => {
    if (screen === this.screen) this.#again?.();
    else if (this.#leaving?.(() => this.go(screen, about))) return;
    // The notices of the first screen do not take room on others. *This device* shows them too.
    if (screen !== this.screen) [this.joined, this.practised] = [false, false];
    this.screen = screen;
    this.about = about;
  };

  /**
   * Sets `ask`, called before another screen opens: it returns true if it asks the person, and then calls its argument
   * to continue. Returns the function that removes it.
   */
  onLeaving = (ask: (onward: () => void) => boolean): (() => void) => {
    this.#leaving = ask;
    return () => (this.#leaving = null);
  };

  /** Sets `called`, which runs when the open screen's own tab is pressed. Returns the function that removes it. */
  onAgain = (called: () => void): (() => void) => {
    this.#again = called;
    return () => {
      if (this.#again === called) this.#again = null;
    };
  };

  /** Reads the home's state again. */
  refresh = async (): Promise<void> => {
    try {
      this.home = await this.bridge.status();
      this.#prefer(this.home.preferences);
    } catch (reason) {
      this.home = Trouble.from(reason);
    }
  };

  /** Sets a preference for this and every later run. Rejects with a `Trouble`. */
  prefer = async (name: PreferenceName, value: string): Promise<void> => {
    await this.bridge.preferenceSet(name, value);
    if (!this.home || this.home instanceof Trouble) return;
    const key = name.replace(/-(.)/g, (_, first: string) => first.toUpperCase());
    this.home = { ...this.home, preferences: { ...this.home.preferences, [key]: value || null } };
  };

  /**
   * Reports use to the core, at most once in an interval. Returns false if the window was idle beyond the locking time,
   * which does not count as use: a machine that slept wakes with the vault open, and the core checks its clock only at
   * intervals.
   */
  touch = (): boolean => {
    const now = Date.now();
    const away = this.#used === 0 || this.busy ? 0 : now - this.#used;
    this.#used = now;
    if (away >= this.lockAfter) {
      this.run.hide();
      return false;
    }
    if (now - this.#touched < TOUCH_MS) return true;
    this.#touched = now;
    // Without this report the core locks earlier, which is harmless.
    this.bridge.touch().catch(() => undefined);
    return true;
  };

  /** True if the window was idle for so long that this run's memory must leave the screen. */
  get leftAlone(): boolean {
    return this.#used > 0 && !this.busy && Date.now() - this.#used >= this.lockAfter;
  }

  /** Forgets the counts and captures of this run. */
  forget = (): void => {
    this.tally = {};
    this.interrupted = null;
    this.run.forget();
  };

  /** True while buttons and signs need words: until the lens was used a few times, in this run or an earlier one. */
  get novice(): boolean {
    return this.#uses() < FEW;
  }

  /** Counts a use of the lens. If the core cannot keep it, the words stay, which is harmless. */
  learn = (): void => {
    const uses = this.#uses();
    if (uses < FEW) void this.prefer("uses", String(uses + 1)).catch(() => undefined);
  };

  #uses(): number {
    const chosen = this.home && !(this.home instanceof Trouble) ? this.home.preferences.uses : null;
    return Number(chosen ?? 0);
  }

  /** Milliseconds for which the window may be idle. */
  get lockAfter(): number {
    const chosen = this.home && !(this.home instanceof Trouble) ? Number(this.home.preferences.lockAfter) : 0;
    return (chosen > 0 ? chosen : USUAL) * 60_000;
  }

  #prefer(chosen: PreferencesView): void {
    // Only once: a choice made in this run takes precedence, even if it could not be kept.
    if (this.#preferred) return;
    this.#preferred = true;
    const language = LANGUAGES.find((one) => one === chosen.language);
    if (language) this.texts.language = language;
    const theme = THEMES.find((one) => one === chosen.theme);
    if (theme) this.appearance.theme = theme;
  }

  /**
   * Adds `end`, which stops and seals a recording before keys are destroyed or the window locks. Returns the function
   * that removes it.
   */
  onClosing = (end: (why: Ending) => Promise<void>): (() => void) => {
    this.#closing.add(end);
    return () => this.#closing.delete(end);
  };

  /** Ends all recordings of the screens. A failure does not keep the others from ending, and every wait ends. */
  close = async (why: Ending = "asked"): Promise<void> => {
    this.run.hide();
    const ended = Promise.allSettled([...this.#closing].map((end) => end(why)));
    await Promise.race([ended, new Promise((late) => setTimeout(late, PATIENCE))]);
  };
}
