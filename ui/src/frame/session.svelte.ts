// State that every screen shares: the core, the reader's texts, how things look, the home's state and which screen is open.
// Kept for this run only: the window writes nothing to the disk.
import { type Bridge, Trouble } from "../bridge/bridge";
import type { PreferenceName, PreferencesView, StatusView } from "../bridge/types";
import { Run } from "../mine/run.svelte";
import { type After, homeOf } from "../taken/after";
import { type Language, LANGUAGES, Texts } from "../texts/texts.svelte";
import { Appearance, THEMES } from "../theme.svelte";
import { Closing } from "./closing.svelte";
import type { ScreenName } from "./screens";

/** Longest wait for the screens to end what is live, in ms: what never answers must not keep the core from locking. */
const PATIENCE = 1_200;
/** How often the core is told that the window is being used, in milliseconds. */
const TOUCH_MS = 20_000;
/** Minutes after which the core locks, unless chosen otherwise. */
const USUAL = 5;
/** Uses of the lens after which nobody needs words on its buttons; the core keeps no greater number. */
const FEW = 9;

/** A thing in the vault, and the screen that shows it. */
export interface Kept {
  readonly screen: "form" | "testimony";
  readonly id: string;
}

/** Why what is live ends: the window was left alone, or somebody stopped or locked it. */
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
  /** The form or interview that is open, by its name: kept in the vault as it stands. */
  open: Kept | null = null;
  /** The one that was open when the vault was locked because the window was left alone: unlocking in Forms opens it again. */
  interrupted: Kept | null = $state.raw(null);
  /** The row of Mine from which the reader left, and how far below the list's upper edge it stood, in pixels. */
  row: { readonly item: string; readonly at: number } | null = null;
  /** True while the harmless screen stands over everything. */
  harmless = $state(false);
  /** The state of the last word, as a person who listens to the screen hears it. */
  told: "working" | "done" | "failed" | null = $state(null);
  /** The deeds of the last word, to be told once the harmless screen is gone. */
  after: After | null = $state.raw(null);
  /** Takes the hand's hold in practice mode while a rehearsal is open, and never after `until`; none otherwise. */
  rehearsal: { readonly until: number; readonly held: () => void } | null = $state.raw(null);
  /** This run's memory of its own captures. */
  readonly run = new Run();
  /** Taps counted in this run, by code; each tap is a record of its own. */
  tally: Readonly<Record<string, number>> = $state.raw({});
  /** True once it was said on the lens what was cut off before this start. */
  cutTold = $state(false);
  /** True once practice mode was ended, until somebody goes on. */
  practised = $state(false);
  /** True until it was read for whom this device has just joined. */
  joined = $state(false);
  #held = $state(0);
  #touched = 0;
  /** When the window was used last, by the clock on the wall: it goes on while the machine sleeps. */
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

  /** The home's state; none while it opens. */
  get home(): StatusView | Trouble | null {
    return this.#home;
  }
  set home(state: StatusView | Trouble | null) {
    this.#home = state;
    const [{ after }, home] = [this, homeOf(state)];
    if (!after || home === null || home === after.home) return;
    // Deeds in a home that is gone, or in one whose keys are, are not told of the next.
    this.after = after.home === null ? { ...after, home } : null;
  }

  /** True while something live must not be left by a tap on another screen. */
  get busy(): boolean {
    return this.#held > 0;
  }

  /** Something live began: what it gives is called when it is over. The way is free again once nothing is live. */
  hold = (): (() => void) => {
    this.#held += 1;
    let held = true;
    return () => {
      if (held) this.#held -= 1;
      held = false;
    };
  };

  /** The vault is locked because nobody was here: the form or interview that was open is found again where unfinished things are listed. */
  interrupt = (was: Kept | null): void => {
    this.interrupted = was;
    if (was) this.go("write");
  };

  /** Opens a screen, unless the open one must ask something first; it goes on by itself then. */
  go = (screen: ScreenName, about: string | null = null): void => {
    if (screen === this.screen) this.#again?.();
    else if (this.#leaving?.(() => this.go(screen, about))) return;
    // Read on the first screen or not: it takes no room of the others. *This device* says it too.
    if (screen !== this.screen) [this.joined, this.practised] = [false, false];
    this.screen = screen;
    this.about = about;
  };

  /** `ask` is called before another screen is opened: true when it asks and calls what it was given later. Gives the way to undo it. */
  onLeaving = (ask: (onward: () => void) => boolean): (() => void) => {
    this.#leaving = ask;
    return () => (this.#leaving = null);
  };

  /** `called` is called when the way to the open screen is pressed again: it goes to its own beginning. Gives the way to undo it. */
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

  /** Chooses, for this and every later run. Rejects with a `Trouble`. */
  prefer = async (name: PreferenceName, value: string): Promise<void> => {
    await this.bridge.preferenceSet(name, value);
    if (!this.home || this.home instanceof Trouble) return;
    const key = name.replace(/-(.)/g, (_, first: string) => first.toUpperCase());
    this.home = { ...this.home, preferences: { ...this.home.preferences, [key]: value || null } };
  };

  /**
   * Says to the core that the window is being used, now and then. False when it was left alone for longer than was chosen:
   * then that is not use. A machine that has slept wakes with the vault open, and the core looks at its clock only now and then.
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
    // A core that cannot hear it locks earlier, which harms nothing.
    this.bridge.touch().catch(() => undefined);
    return true;
  };

  /** True once the window was left alone for so long that what it remembers must leave the screen. */
  get leftAlone(): boolean {
    return this.#used > 0 && !this.busy && Date.now() - this.#used >= this.lockAfter;
  }

  /** Forgets the counts and captures of this run. */
  forget = (): void => {
    this.tally = {};
    this.interrupted = null;
    this.run.forget();
  };

  /** True while buttons and signs have words: until the lens was used a few times, in this run or an earlier one. */
  get novice(): boolean {
    return this.#uses() < FEW;
  }

  /** The lens was used. A core that cannot keep it lets the words stay, which harms nothing. */
  learn = (): void => {
    const uses = this.#uses();
    if (uses < FEW) void this.prefer("uses", String(uses + 1)).catch(() => undefined);
  };

  #uses(): number {
    const chosen = this.home && !(this.home instanceof Trouble) ? this.home.preferences.uses : null;
    return Number(chosen ?? 0);
  }

  /** Milliseconds for which the window may be left alone. */
  get lockAfter(): number {
    const chosen = this.home && !(this.home instanceof Trouble) ? Number(this.home.preferences.lockAfter) : 0;
    return (chosen > 0 ? chosen : USUAL) * 60_000;
  }

  #prefer(chosen: PreferencesView): void {
    // Once: a choice of this run stands, even where it could not be kept.
    if (this.#preferred) return;
    this.#preferred = true;
    const language = LANGUAGES.find((one) => one === chosen.language);
    if (language) this.texts.language = language;
    const theme = THEMES.find((one) => one === chosen.theme);
    if (theme) this.appearance.theme = theme;
  }

  /** `end` stops and seals something live; it is called before keys go or the window locks. Gives the way to undo it. */
  onClosing = (end: (why: Ending) => Promise<void>): (() => void) => {
    this.#closing.add(end);
    return () => this.#closing.delete(end);
  };

  /**
   * Ends everything live that a screen has going on. Nothing that fails keeps the others from ending, and
   * nothing is waited for without end.
   */
  close = async (why: Ending = "asked"): Promise<void> => {
    this.run.hide();
    const ended = Promise.allSettled([...this.#closing].map((end) => end(why)));
    await Promise.race([ended, new Promise((late) => setTimeout(late, PATIENCE))]);
  };
}
