// The requested list: by a filter and in its order, fetched page by page as far as the reader looks.
import { untrack } from "svelte";
import { type Bridge, Trouble } from "../bridge/bridge";
import { EVERYTHING } from "../bridge/office";
import type { FilterInput, LineView } from "../bridge/types";

/** Lines of one request. */
const PAGE = 200;
/** Lines of one request on the way to a far place. */
const FAR = 1_000;
/** Pause in typing after which the archive is asked. */
const PAUSE_MS = 200;

export class Listing {
  filter: FilterInput = $state({ ...EVERYTHING });
  lines: readonly LineView[] = $state.raw([]);
  /** Number of lines that pass the filter; null before the first page arrives. */
  total: number | null = $state(null);
  trouble: Trouble | null = $state.raw(null);
  loading = $state(false);
  /** Increased whenever the list begins anew. */
  begun = $state(0);
  readonly #bridge: Bridge;
  /** The filter of the present lines. */
  #shown: FilterInput | null = null;
  #next: unknown = null;
  #asked = 0;
  #goal = -1;
  /** The reader's line when the archive was locked; -1 if there was none. */
  #place = -1;
  #before: { search: FilterInput; led: FilterInput } | null = $state.raw(null);
  readonly #places = $derived(new Map(this.lines.map((one, n) => [one.item, n])));
  readonly ids: readonly string[] = $derived(this.lines.map((one) => one.item));
  /** True if the filter differs from the default in more than the order. */
  readonly narrowed: boolean = $derived(!alike({ ...this.filter, words: this.filter.words.trim() }, { ...EVERYTHING, ...orderOf(this.filter) }));
  /** True if the last day is before the first: no item can pass. */
  readonly reversed: boolean = $derived(this.filter.from !== null && this.filter.to !== null && this.filter.to <= this.filter.from);
  /** The reader's search before another screen narrowed the list; null once the filter changes again. */
  readonly earlier: FilterInput | null = $derived(this.#before && alike({ ...this.filter, ...orderOf(EVERYTHING) }, { ...this.#before.led, ...orderOf(EVERYTHING) }) ? this.#before.search : null);
  /** True if the filter differs from the default in more than the order and the words. */
  readonly conditions: boolean = $derived(!alike({ ...this.filter, words: "" }, { ...EVERYTHING, ...orderOf(this.filter) }));

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** Returns the place of an item; -1 if the lines do not have it. */
  placeOf = (item: string | null): number => (item === null ? -1 : (this.#places.get(item) ?? -1));

  /** Fetches the list at each change of the filter, while the calling component lives. */
  follow(): void {
    $effect(() => {
      const wanted = $state.snapshot(this.filter);
      const shown = this.#shown;
      if (shown !== null && alike(wanted, shown)) return;
      const typing = shown !== null && shown.words !== wanted.words && untrack(() => this.total) !== null;
      const wait = setTimeout(() => void this.begin(), typing ? PAUSE_MS : 0);
      return () => clearTimeout(wait);
    });
  }

  /** Makes the next look fetch the list anew; until then an empty list counts as unknown. */
  outdated(): void {
    this.#shown = null;
    if (this.total === 0) this.total = null;
  }

  /** Removes the filter, or restores the search from before another screen narrowed the list. */
  all = (): void => {
    this.filter = this.earlier ?? { ...EVERYTHING, ...orderOf(this.filter) };
    this.#before = null;
  };

  /** Narrows the list for another screen; keeps the present search, which `all` restores. */
  leadTo(only: Partial<FilterInput>): void {
    const before = this.earlier ?? (this.narrowed ? $state.snapshot(this.filter) : null);
    this.filter = { ...EVERYTHING, ...orderOf(this.filter), ...only };
    this.#before = before && { search: before, led: $state.snapshot(this.filter) };
    this.lock(-1);
    this.#place = -1;
  }

  /** Fetches the first page. */
  begin = async (): Promise<void> => {
    const wanted = $state.snapshot(this.filter);
    await this.#page(wanted, null, PAGE, (lines) => {
      this.lines = lines;
      this.#shown = wanted;
      this.#goal = -1;
      this.begun += 1;
    });
    const place = this.#place;
    this.#place = -1;
    if (place >= this.lines.length) await this.reach(place);
  };

  /** Fetches pages until line `to` is there. */
  reach = async (to: number): Promise<void> => {
    const going = this.#goal >= 0;
    this.#goal = Math.max(this.#goal, to);
    if (going) return;
    try {
      while (this.#goal >= this.lines.length && this.#next !== null && !this.trouble && this.#shown !== null) {
        const before = this.lines.length;
        const limit = this.#goal - before > PAGE ? FAR : PAGE;
        await this.#page(this.#shown, this.#next, limit, (lines) => (this.lines = [...this.lines, ...lines]));
        if (this.lines.length === before) return;
      }
    } finally {
      this.#goal = -1;
    }
  };

  /** Replaces the line of an item that has changed. */
  replace = (line: LineView): void => {
    const place = this.placeOf(line.item);
    if (place >= 0) this.lines = this.lines.with(place, line);
  };

  /** Returns the ids of all items that pass the filter, in the order of the list. */
  found = (): Promise<string[]> => this.#bridge.found($state.snapshot(this.filter));

  /** Drops the lines and keeps the filter; the next look fetches as far as `place`. */
  lock(place: number): void {
    this.#asked += 1;
    [this.lines, this.total, this.trouble, this.loading] = [[], null, null, false];
    [this.#shown, this.#next, this.#goal] = [null, null, -1];
    if (place >= 0) this.#place = place;
  }

  forget(): void {
    this.lock(-1);
    this.filter = { ...EVERYTHING };
    this.#before = null;
    this.#place = -1;
  }

  async #page(filter: FilterInput, after: unknown, limit: number, put: (lines: readonly LineView[]) => void): Promise<void> {
    const mine = (this.#asked += 1);
    this.trouble = null;
    this.loading = true;
    try {
      const page = await this.#bridge.lines(filter, after, limit);
      if (mine !== this.#asked) return;
      put(page.lines);
      this.#next = page.next;
      this.total = page.next === null ? this.lines.length : page.total;
    } catch (reason) {
      if (mine === this.#asked) this.trouble = Trouble.from(reason);
    } finally {
      if (mine === this.#asked) this.loading = false;
    }
  }
}

function orderOf({ sort, ascending }: FilterInput): Pick<FilterInput, "sort" | "ascending"> {
  return { sort, ascending };
}

function alike(one: FilterInput, other: FilterInput): boolean {
  return JSON.stringify({ ...EVERYTHING, ...one }) === JSON.stringify({ ...EVERYTHING, ...other });
}
