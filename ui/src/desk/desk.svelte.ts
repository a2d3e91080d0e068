// The archivist's desk: the list, the choice in it, the reader's place. It lives while the archive is open, so that an
// archivist who returns from a bundle or another screen finds it unchanged.
import { Trouble } from "../bridge/bridge";
import type { CaseView, FilterInput, LineView, MarkInput, VerdictView } from "../bridge/types";
import type { Session } from "../session/session.svelte";
import * as choosing from "./choice";
import type { Step } from "./keys";
import { Kept } from "./kept";
import { Listing } from "./listing.svelte";
import { type Layout, moved } from "./moves";
import { Pictures } from "./pictures";

/** Number of records and verdicts kept of items that were looked at. */
const ITEMS = 60;

/** Actions on the medium in sight that a key can start. */
export interface Stage {
  /** Plays or pauses; returns false if there is no recording. */
  play(): boolean;
  zoom(factor: number): void;
  fit(): void;
}

export class Desk {
  readonly listing: Listing;
  readonly pictures: Pictures;
  choice: choosing.Choice = $state.raw(choosing.NONE);
  /** The reader's item. */
  current: string | null = $state(null);
  /** The reader's direction: the neighbours on this side are fetched first. */
  heading: 1 | -1 = 1;
  view: "table" | "grid" = $state("table");
  /** True if pictures are blurred until the reader asks for one. */
  blurred = $state(false);
  /** The item whose blur the reader removed. */
  revealed: string | null = $state(null);
  /** True once the reader left the unfinished bundles where they are, until the archive is opened again. */
  leavesUnfinished = $state(false);
  /** Whether the item fills the desk or the whole screen. */
  large: "no" | "window" | "screen" = $state("no");
  /** The scrolled position of the list, in pixels. */
  at = $state(0);
  /** The layout of that position. */
  laid = "";
  /** The item whose page was opened from the list. */
  opened: string | null = null;
  /**
   * True if the archive was opened in this run and not closed by a person: if it is then found closed, the core closed
   * it.
   */
  inUse = false;
  /** Why the last mark failed. */
  trouble: Trouble | null = $state.raw(null);
  stage: Stage | null = null;
  readonly #session: Session;
  readonly #cases = new Kept<CaseView>(ITEMS);
  readonly #verdicts = new Kept<VerdictView>(ITEMS);
  #left: ReturnType<typeof setTimeout> | undefined;

  /** An item outside the list, which a link from another item opened. */
  #guest: LineView | null = $state.raw(null);
  /** The reader's last place in the list. */
  #from = -1;

  readonly index: number = $derived.by(() => this.listing.placeOf(this.current));
  readonly line: LineView | null = $derived.by(() => this.listing.lines[this.index] ?? (this.#guest?.item === this.current ? this.#guest : null));
  readonly hidden: boolean = $derived(this.blurred && this.revealed !== this.current);

  constructor(session: Session) {
    this.#session = session;
    this.listing = new Listing(session.bridge);
    this.pictures = new Pictures(session.bridge);
    // When the session closes, the memory must hold no content of the archive, on any screen.
    session.onClosing(async (why) => (why === "alone" ? this.lock() : this.forget()));
  }

  /**
   * Called when a screen appears; returns the function for its end. The desk's content stays as long as the core keeps
   * the archive open for an absent person.
   */
  arrive(): () => void {
    clearTimeout(this.#left);
    return () => {
      this.#left = setTimeout(() => this.lock(), this.#session.lockAfter);
    };
  }

  itemAt = (place: number): string | null => this.listing.lines[place]?.item ?? null;

  /** Moves the reader to an item. With `range`, chooses all items on the way. */
  go = (item: string, range = false): void => {
    const from = this.current ?? item;
    if (range) this.choice = choosing.spread(this.choice, this.listing.ids, from, item);
    const place = this.listing.placeOf(item);
    if (place !== this.index) this.heading = place < this.index ? -1 : 1;
    if (item !== this.current) this.revealed = null;
    this.current = item;
    if (!range) this.choice = choosing.anchored(this.choice, item);
  };

  /** Moves the reader to an item that may be outside the list: a link works under every filter. */
  visit = (item: string): void => {
    const { index } = this;
    this.go(item);
    if (this.index >= 0) return;
    if (index >= 0) this.#from = index;
    // The place of the record shows a failed read.
    void this.case(item).then(({ line }) => (this.#guest = line), () => undefined);
  };

  /** Returns from an item outside the list to the list; false if there is no item to return to. */
  comeBack = (): boolean => {
    const item = this.index >= 0 ? null : this.itemAt(Math.max(0, this.#from));
    if (item !== null && this.current !== null) this.go(item);
    return item !== null;
  };

  /** Moves one step by a key, and fetches the lines there first. */
  step = async (to: Step, range: boolean, layout: Omit<Layout, "count">): Promise<void> => {
    const place = moved(to, this.index >= 0 ? this.index : this.#from, { ...layout, count: this.listing.total ?? 0 });
    if (place < 0) return;
    if (place >= this.listing.lines.length) await this.listing.reach(place);
    const item = this.itemAt(Math.min(place, this.listing.lines.length - 1));
    if (item !== null) this.go(item, range);
  };

  toggle = (item: string): void => {
    this.choice = choosing.toggled(this.choice, item);
  };

  /** Chooses all items that pass the filter. Rejects with a `Trouble`. */
  chooseAll = async (): Promise<void> => {
    this.choice = choosing.all(this.choice, await this.listing.found());
  };

  chooseNone = (): void => {
    this.choice = choosing.NONE;
  };

  /**
   * Called for a list that was read anew: the reader stays at the item if the list still has it, else goes to the
   * first.
   */
  settle = (): void => {
    if (this.listing.placeOf(this.current) < 0 && this.#guest?.item !== this.current) this.current = this.itemAt(0);
  };

  /** Sets the archivist's own marks; returns false after a failure. */
  mark = async (item: string, change: Partial<MarkInput>): Promise<boolean> => {
    try {
      const line = await this.#session.bridge.mark(item, { lookedAt: null, important: null, note: null, ...change });
      this.listing.replace(line);
      if (this.#guest?.item === item) this.#guest = line;
      this.trouble = null;
      return true;
    } catch (reason) {
      this.trouble = Trouble.from(reason);
      return false;
    }
  };

  caseHere = (item: string): CaseView | undefined => this.#cases.get(item);
  case = (item: string): Promise<CaseView> => this.#cases.ask(item, async () => ({ value: await this.#session.bridge.case(item), cost: 1 }));
  verdictHere = (item: string): VerdictView | undefined => this.#verdicts.get(item);
  verdict = (item: string): Promise<VerdictView> => this.#verdicts.ask(item, async () => ({ value: await this.#session.bridge.judge([item]), cost: 1 }));

  /** Drops everything that an intake may have changed. */
  outdated(): void {
    this.#cases.clear();
    this.#verdicts.clear();
    this.pictures.forget();
    this.listing.outdated();
  }

  /** Drops the archive's content; keeps the search, the ticks and the reader's place. */
  lock(): void {
    clearTimeout(this.#left);
    this.outdated();
    this.listing.lock(this.index);
    [this.revealed, this.large, this.trouble, this.#guest] = [null, "no", null, null];
    this.leavesUnfinished = false;
  }

  /** Shows the list from its beginning, narrowed to the items that another screen leads to; the ticks stay. */
  leadTo(only: Partial<FilterInput>): void {
    this.listing.leadTo(only);
    [this.current, this.revealed, this.large, this.at] = [null, null, "no", 0];
    [this.#guest, this.#from, this.opened] = [null, -1, null];
  }

  forget(): void {
    this.lock();
    this.listing.forget();
    this.inUse = false;
    [this.choice, this.current, this.revealed, this.large, this.at, this.trouble] = [choosing.NONE, null, null, "no", 0, null];
    [this.#guest, this.#from, this.opened] = [null, -1, null];
  }
}

const desks = new WeakMap<Session, Desk>();

/** Returns the desk of this run. */
export function deskOf(session: Session): Desk {
  const here = desks.get(session);
  if (here) return here;
  let made: Desk | undefined;
  // The desk outlives the screen that asks for it first.
  $effect.root(() => {
    made = new Desk(session);
  });
  desks.set(session, (made ??= new Desk(session)));
  return made;
}
