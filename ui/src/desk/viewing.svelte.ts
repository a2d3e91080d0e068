// The item that is looked at: its record at once, its five answers once the reader stays, its neighbours ahead of the reader.
import { Trouble } from "../bridge/bridge";
import type { CaseView, VerdictView } from "../bridge/types";
import type { Desk } from "./desk.svelte";

/** A reader who passes by in so many ms sees the small picture, and nothing is asked. */
const PASSING_MS = 15;
/** Judging reads every byte: it waits until the reader stays. */
const STAY_MS = 300;
/** Somebody who has had the whole of it before the eyes for that long has looked at it. */
export const LOOKED_MS = 1_000;

export class Viewing {
  item: string | null = $state(null);
  found: CaseView | Trouble | null = $state.raw(null);
  verdict: VerdictView | Trouble | null = $state.raw(null);
  /** How high the five answers in short stood last, in CSS pixels. */
  room = $state(0);
  readonly #desk: Desk;
  readonly #waits = new Set<ReturnType<typeof setTimeout>>();
  #visit = 0;
  /** It was said whether it was looked at, by itself or by hand: nothing says otherwise during this visit. */
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

  /** Nothing more is done for the item. */
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

  /** All of it is before the reader's eyes: what comes next is fetched, and after a while it counts as looked at. */
  seen = (): void => {
    this.here();
    this.#later(LOOKED_MS, this.looked);
  };

  /** There is nothing more to fetch for it: what comes next is fetched. */
  here = (): void => {
    if (this.item !== null) void this.#ahead(this.#visit);
  };

  /** The reader has seen or heard it. */
  looked = (): void => {
    const { item } = this;
    const { line, hidden } = this.#desk;
    if (item === null || this.#said || line?.item !== item || line.lookedAt || hidden || document.visibilityState !== "visible") return;
    // Somebody who types looks for an item, and not at this one yet.
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

  /** The neighbours, first those that the reader goes towards. */
  async #ahead(visit: number): Promise<void> {
    const { index, heading } = this.#desk;
    for (const by of [heading, 2 * heading, -heading]) {
      const item = this.#desk.itemAt(index + by);
      if (item === null || visit !== this.#visit) continue;
      try {
        const { media } = await this.#desk.case(item);
        await this.#desk.pictures.ahead(item, media);
      } catch {
        // Once somebody looks at it, it is asked for again, and then what failed is said.
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
