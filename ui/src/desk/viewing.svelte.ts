// The reader's item: its record at once, its five answers once the reader stays, its neighbours ahead of the reader.
import { Trouble } from "../bridge/bridge";
import type { CaseView, VerdictView } from "../bridge/types";
import type { Desk } from "./desk.svelte";
import { isAway } from "./lines";

/** A reader who passes an item within so many ms sees its small picture, and the core is not asked. */
const PASSING_MS = 15;
/** How long the reader must stay before the item is judged, in ms: judging reads every byte. */
const STAY_MS = 300;
/** How long the whole item must be in sight before it counts as looked at, in ms. */
export const LOOKED_MS = 1_000;

/**
 * Returns true if the item has no visible content: it waits for the key to the names, or none of its files has come.
 */
export const isSealed = ({ line, record, media }: CaseView): boolean => record === null && (line.sealed > 0 || media.every(isAway));

export class Viewing {
  item: string | null = $state(null);
  found: CaseView | Trouble | null = $state.raw(null);
  verdict: VerdictView | Trouble | null = $state.raw(null);
  /** Last height of the five answers in short, in CSS pixels. */
  room = $state(0);
  readonly #desk: Desk;
  readonly #waits = new Set<ReturnType<typeof setTimeout>>();
  #visit = 0;
  /** True once the item was marked in this visit, automatically or by hand: no automatic mark follows. */
  #said = false;

  readonly answers = $derived.by(() => {
    const { verdict } = this;
    return verdict === null || verdict instanceof Trouble ? null : (verdict.items[0]?.answers ?? verdict.answers);
  });

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  open = (item: string | null): void => {
    if (item === this.item) return;
    this.close();
    this.item = item;
    if (item === null) return;
    this.found = this.#desk.caseHere(item) ?? null;
    this.verdict = this.#desk.verdictHere(item) ?? null;
    if (this.found === null) this.#later(PASSING_MS, () => void this.#load(item));
    else this.#arrived(item);
  };

  /** Ends all work for the item. */
  close = (): void => {
    this.#visit += 1;
    for (const wait of this.#waits) clearTimeout(wait);
    this.#waits.clear();
    [this.item, this.found, this.verdict] = [null, null, null];
    this.#said = false;
  };

  again = (): void => {
    const { item } = this;
    this.item = null;
    this.open(item);
  };

  judge = async (): Promise<void> => {
    const { item } = this;
    if (item === null) return;
    const visit = this.#visit;
    this.verdict = null;
    const verdict = await this.#desk.verdict(item).catch((reason: unknown) => Trouble.from(reason));
    if (visit === this.#visit) this.verdict = verdict;
  };

  sayLooked = async (lookedAt: boolean): Promise<void> => {
    this.#said = true;
    if (this.item !== null) await this.#desk.mark(this.item, { lookedAt });
  };

  /**
   * Called when the whole item is in sight: fetches the neighbours, and marks the item as looked at after a while
   * unless it is sealed.
   */
  seen = (): void => {
    this.here();
    const { found } = this;
    if (found !== null && !(found instanceof Trouble) && !isSealed(found)) this.#later(LOOKED_MS, this.looked);
  };

  /** Called when the item is complete: fetches its neighbours. */
  here = (): void => {
    if (this.item !== null) void this.#ahead(this.#visit);
  };

  /** Marks the item as looked at. */
  looked = (): void => {
    const { item } = this;
    const { line, hidden } = this.#desk;
    if (item === null || this.#said || line?.item !== item || line.lookedAt || hidden || document.visibilityState !== "visible") return;
    // A person who types is searching, and does not look at this item yet.
    if (document.activeElement?.matches("input:not([type=checkbox], [type=radio]), textarea, select")) {
      this.#later(LOOKED_MS, this.looked);
      return;
    }
    this.#said = true;
    void this.#desk.mark(item, { lookedAt: true });
  };

  async #load(item: string): Promise<void> {
    const visit = this.#visit;
    const found = await this.#desk.case(item).catch((reason: unknown) => Trouble.from(reason));
    if (visit !== this.#visit) return;
    this.found = found;
    this.#arrived(item);
  }

  #arrived(item: string): void {
    if (this.found instanceof Trouble) return;
    this.#desk.pictures.look(item, this.found?.media ?? []);
    if (this.verdict === null) this.#later(STAY_MS, () => void this.judge());
  }

  /** Fetches the neighbours, first those in the reader's direction. */
  async #ahead(visit: number): Promise<void> {
    const { index, heading } = this.#desk;
    for (const by of [heading, 2 * heading, -heading]) {
      const item = this.#desk.itemAt(index + by);
      if (item === null || visit !== this.#visit) continue;
      try {
        const { media } = await this.#desk.case(item);
        await this.#desk.pictures.ahead(item, media);
      } catch {
        // A later look asks again and then shows the failure.
      }
    }
  }

  #later(ms: number, work: () => void): void {
    const wait = setTimeout(() => {
      this.#waits.delete(wait);
      work();
    }, ms);
    this.#waits.add(wait);
  }
}
