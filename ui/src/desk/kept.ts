// Keeps fetched values in memory up to a bound; the least recently used one is released first.

interface Entry<T> {
  readonly value: T;
  readonly cost: number;
}

export class Kept<T> {
  readonly #most: number;
  readonly #gone: (value: T) => void;
  /** Least recently used first. */
  readonly #entries = new Map<string, Entry<T>>();
  readonly #coming = new Map<string, Promise<T>>();
  #pinned: readonly string[] = [];
  #cost = 0;
  #age = 0;

  /** `most` is in units of the entries' cost; `gone` releases a value. */
  constructor(most: number, gone: (value: T) => void = () => undefined) {
    this.#most = most;
    this.#gone = gone;
  }

  get cost(): number {
    return this.#cost;
  }

  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Returns the kept value, or the one that `bring` fetches; concurrent callers share one fetch. */
  ask(key: string, bring: () => Promise<Entry<T>>): Promise<T> {
    const here = this.get(key);
    if (here !== undefined) return Promise.resolve(here);
    const under = this.#coming.get(key);
    if (under) return under;
    const age = this.#age;
    const coming = bring()
      .then((entry) => {
        if (age === this.#age) this.#keep(key, entry);
        else this.#gone(entry.value);
        return entry.value;
      })
      .finally(() => {
        if (this.#coming.get(key) === coming) this.#coming.delete(key);
      });
    this.#coming.set(key, coming);
    return coming;
  }

  /** Keeps the values of `keys` in memory, even above the bound. */
  pin(keys: readonly string[]): void {
    this.#pinned = keys;
    this.#fit();
  }

  drop(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#cost -= entry.cost;
    this.#gone(entry.value);
  }

  clear(): void {
    this.#age += 1;
    this.#coming.clear();
    for (const key of [...this.#entries.keys()]) this.drop(key);
  }

  #keep(key: string, entry: Entry<T>): void {
    this.drop(key);
    this.#entries.set(key, entry);
    this.#cost += entry.cost;
    this.#fit();
  }

  #fit(): void {
    for (const key of [...this.#entries.keys()]) {
      if (this.#cost <= this.#most) return;
      if (!this.#pinned.includes(key)) this.drop(key);
    }
  }
}
