// The items of this device, fetched page by page as they come into sight, and refreshed while the list is visible.
import { type Bridge, Trouble } from "../bridge/bridge";
import type { ItemView, PageView } from "../bridge/types";

/** Items of one request. */
const PAGE = 200;
/** Newest items of each refresh. */
const NEWEST = 20;

/** Awaits an answer of the core, and rejects if names were hidden meanwhile. */
type Read = <T>(asked: Promise<T>) => Promise<T>;

export class Listing {
  /** Newest first. */
  items: readonly ItemView[] = $state.raw([]);
  /** True until the first page arrives. */
  opening = $state(true);
  trouble: Trouble | null = $state.raw(null);
  readonly #bridge: Bridge;
  #next: number | null = null;
  #busy = false;
  /** True while no request may start: the vault is being locked, and is still open. */
  still = false;
  /** True while the core is still reading earlier items into the open vault. */
  indexing = false;
  /** Items that arrived before the core had read them. */
  readonly #unread = new Set<string>();
  /** Increased whenever names are hidden: answers to earlier requests are dropped. */
  #hidden = 0;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** Fetches the first page again. */
  first = async (): Promise<void> => {
    await this.#alone(async (read) => {
      this.#unread.clear();
      const page = await this.#page(read, null, PAGE);
      [this.items, this.#next] = [page.items, page.next];
      this.opening = false;
    });
  };

  /** Hides every name, including those of pending requests. */
  hide = (): void => {
    this.#hidden += 1;
    this.#busy = false;
    this.items = this.items.map((one) => ({ ...one, readable: null }));
  };

  /** True while further pages exist. */
  get more(): boolean {
    return this.#next !== null;
  }

  /** Fetches the next page once the end of the fetched items comes into sight. */
  reach = async (to: number): Promise<void> => {
    if (this.#next === null || to < this.items.length) return;
    await this.#alone(async (read) => {
      const page = await this.#page(read, this.#next, PAGE);
      const known = new Set(this.items.map((one) => one.item));
      this.items = [...this.items, ...page.items.filter((one) => !known.has(one.item))];
      this.#next = page.next;
    });
  };

  /** Refreshes the newest items, and those in sight that are undelivered or were unread. */
  renew = async (from: number, to: number): Promise<void> => {
    await this.#alone(async (read) => {
      const { items: newest } = await this.#page(read, null, NEWEST);
      const fresh = new Map(newest.map((one) => [one.item, one]));
      const waiting = this.items.slice(from, to).filter((one) => (!one.delivered || this.#unread.has(one.item)) && !fresh.has(one.item));
      if (waiting.length > 0) {
        for (const one of await read(this.#bridge.itemsProgress(waiting.slice(0, PAGE).map((w) => w.item)))) {
          fresh.set(one.item, one);
          if (!this.indexing || one.readable !== null) this.#unread.delete(one.item);
        }
      }
      const known = new Set(this.items.map((one) => one.item));
      const added = newest.filter((one) => !known.has(one.item));
      // So many new items leave a gap before the known ones: begin again.
      if (added.length === NEWEST && this.items.length > 0) {
        const page = await this.#page(read, null, PAGE);
        [this.items, this.#next] = [page.items, page.next];
        return;
      }
      const changed = this.items.some((one) => differs(one, fresh.get(one.item)));
      if (added.length > 0 || changed) this.items = [...added, ...this.items.map((one) => fresh.get(one.item) ?? one)];
    });
  };

  async #page(read: Read, before: number | null, limit: number): Promise<PageView> {
    const page = await read(this.#bridge.items(before, limit));
    this.indexing = page.indexing;
    if (page.indexing) for (const one of page.items) if (one.readable === null) this.#unread.add(one.item);
    return page;
  }

  /** Runs `work` unless other work is running. Its requests go through `read`, which rejects once names were hidden. */
  async #alone(work: (read: Read) => Promise<void>): Promise<void> {
    if (this.#busy || this.still) return;
    this.#busy = true;
    const hidden = this.#hidden;
    const read: Read = async (asked) => {
      const answer = await asked;
      if (hidden !== this.#hidden) throw new Hidden();
      return answer;
    };
    try {
      await work(read);
      this.trouble = null;
    } catch (reason) {
      if (hidden === this.#hidden) this.trouble = Trouble.from(reason);
    } finally {
      if (hidden === this.#hidden) this.#busy = false;
    }
  }
}

/** Names were hidden during a request. */
class Hidden extends Error {}

function differs(old: ItemView, now: ItemView | undefined): boolean {
  if (!now) return false;
  return (
    old.noted !== now.noted ||
    old.delivered !== now.delivered ||
    old.finished !== now.finished ||
    old.parts !== now.parts ||
    old.interrupted !== now.interrupted ||
    (old.readable === null) !== (now.readable === null)
  );
}
