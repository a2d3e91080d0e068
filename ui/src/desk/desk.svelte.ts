// The archivist's desk: the list, what is chosen in it, where the reader is. It stays while the archive is open, so that
// whoever comes back from a bundle or from another screen finds everything where it was.
import { Trouble } from "../bridge/bridge";
import type { CaseView, FilterInput, LineView, MarkInput, VerdictView } from "../bridge/types";
import type { Session } from "../frame/session.svelte";
import * as choosing from "./choice";
import type { Step } from "./keys";
import { Kept } from "./kept";
import { Listing } from "./listing.svelte";
import { type Layout, moved } from "./moves";
import { Pictures } from "./pictures";

/** Records and verdicts kept of items that were looked at. */
const ITEMS = 60;

/** Steps of the item in sight that a key can ask for. */
export interface Stage {
  /** Plays or pauses; false where there is nothing to play. */
  play(): boolean;
  zoom(factor: number): void;
  fit(): void;
}

export class Desk {
  readonly listing: Listing;
  readonly pictures: Pictures;
  choice: choosing.Choice = $state.raw(choosing.NONE);
  /** The item that the reader is at. */
  current: string | null = $state(null);
  /** Which way the reader goes: its neighbours there are fetched first. */
  heading: 1 | -1 = 1;
  view: "table" | "grid" = $state("table");
  /** Pictures are blurred until they are asked for. */
  blurred = $state(false);
  /** The item whose pictures were asked for in spite of that. */
  revealed: string | null = $state(null);
  /** The item fills the desk, or the whole screen. */
  large: "no" | "window" | "screen" = $state("no");
  /** Where the list is scrolled to, in pixels. */
  at = $state(0);
  /** The layout for which that counts. */
  laid = "";
  /** The item whose page was opened from the list. */
  opened: string | null = null;
  /** The archive stood open in this run and nobody closed it: once it is found closed, it closed by itself. */
  inUse = false;
  /** Why a mark could not be made. */
  trouble: Trouble | null = $state.raw(null);
  stage: Stage | null = null;
  readonly #session: Session;
  readonly #cases = new Kept<CaseView>(ITEMS);
  readonly #verdicts = new Kept<VerdictView>(ITEMS);
  #left: ReturnType<typeof setTimeout> | undefined;

  /** An item that another one leads to, and that the list does not have. */
  #guest: LineView | null = $state.raw(null);
  /** Where in the list the reader was before. */
  #from = -1;

  readonly index: number = $derived.by(() => this.listing.placeOf(this.current));
  readonly line: LineView | null = $derived.by(() => this.listing.lines[this.index] ?? (this.#guest?.item === this.current ? this.#guest : null));
  readonly hidden: boolean = $derived(this.blurred && this.revealed !== this.current);

  constructor(session: Session) {
    this.#session = session;
    this.listing = new Listing(session.bridge);
    this.pictures = new Pictures(session.bridge);
    // When everything is stopped, nothing of the archive stays in memory, whatever screen is open.
    session.onClosing(async (why) => (why === "alone" ? this.lock() : this.forget()));
  }

  /** The screen is there: what it shows stays for as long as the core keeps the archive open for somebody who is away. */
  arrive(): () => void {
    clearTimeout(this.#left);
    return () => {
      this.#left = setTimeout(() => this.lock(), this.#session.lockAfter);
    };
  }

  itemAt = (place: number): string | null => this.listing.lines[place]?.item ?? null;

  /** The reader goes to an item. With `range`, everything on the way is chosen. */
  go = (item: string, range = false): void => {
    const from = this.current ?? item;
    if (range) this.choice = choosing.spread(this.choice, this.listing.ids, from, item);
    const place = this.listing.placeOf(item);
    if (place !== this.index) this.heading = place < this.index ? -1 : 1;
    if (item !== this.current) this.revealed = null;
    this.current = item;
    if (!range) this.choice = choosing.anchored(this.choice, item);
  };

  /** The reader goes to an item that may stand in no list: what leads to it is followed, whatever the filter leaves. */
  visit = (item: string): void => {
    const { index } = this;
    this.go(item);
    if (this.index >= 0) return;
    if (index >= 0) this.#from = index;
    // A failed read is told where its record would stand.
    void this.case(item).then(({ line }) => (this.#guest = line), () => undefined);
  };

  /** Back to the list from an item that does not stand in it; false when there is nothing to come back from. */
  comeBack = (): boolean => {
    const item = this.index >= 0 ? null : this.itemAt(Math.max(0, this.#from));
    if (item !== null && this.current !== null) this.go(item);
    return item !== null;
  };

  /** One step by a key; fetches what lies there first. */
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

  /** Everything that the filter leaves. Rejects with a `Trouble`. */
  chooseAll = async (): Promise<void> => {
    this.choice = choosing.all(this.choice, await this.listing.found());
  };

  chooseNone = (): void => {
    this.choice = choosing.NONE;
  };

  /** A list that began anew: the reader stays with the item if it is still there, else goes to the first. */
  settle = (): void => {
    if (this.listing.placeOf(this.current) < 0 && this.#guest?.item !== this.current) this.current = this.itemAt(0);
  };

  /** The archivist's own mark. */
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

  /** After an intake everything may have changed. */
  outdated(): void {
    this.#cases.clear();
    this.#verdicts.clear();
    this.pictures.forget();
    this.listing.outdated();
  }

  /** Nothing of the archive's content stays; what was searched and ticked does, and the reader's place. */
  lock(): void {
    clearTimeout(this.#left);
    this.outdated();
    this.listing.lock(this.index);
    [this.revealed, this.large, this.trouble, this.#guest] = [null, "no", null, null];
  }

  /** The list, narrowed to what a room leads to and from its beginning; the ticks stay. */
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

/** The desk of this run. */
export function deskOf(session: Session): Desk {
  const here = desks.get(session);
  if (here) return here;
  let made: Desk | undefined;
  // It outlives the screen that asks for it first.
  $effect.root(() => {
    made = new Desk(session);
  });
  desks.set(session, (made ??= new Desk(session)));
  return made;
}
