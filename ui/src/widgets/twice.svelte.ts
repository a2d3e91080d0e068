// A new passphrase, typed twice: whether the two differ, told as soon as it can be known and no earlier; and that it is short.

/** Passphrases with fewer characters are told to be short, as the command tells them. */
const SHORT = 16;

export class Twice {
  once = $state("");
  again = $state("");
  /** True when the second field was left, or the button pressed. */
  #tried = $state(false);
  /** True when the second cannot become the first any more by going on: it is as long, or it was left. */
  readonly differ = $derived.by(() => {
    const ended = this.#tried || [...this.again].length >= [...this.once].length;
    return this.once !== this.again && ended && (this.again !== "" || this.#tried);
  });

  /** True when who takes the device could try all such passphrases: told once the first field was left. */
  readonly short = $derived.by(() => (this.again !== "" || this.#tried) && [...this.once].length < SHORT);
  /** The short passphrase about which the person was told before the button was pressed. */
  #told: string | null = $state(null);
  /** True when the next press takes the short passphrase as it is. */
  readonly insists = $derived.by(() => this.short && this.#told === this.once);

  /** The second field was left; a field in which nothing stands yet says nothing. */
  readonly left = (): void => {
    if (this.again !== "") this.#tried = true;
  };

  /** The button was pressed. True when both are the same, and long, or pressed for once more after the person was told. */
  readonly done = (): boolean => {
    this.#tried = true;
    if (this.once !== this.again) return false;
    const knows = this.insists || !this.short;
    this.#told = this.once;
    return knows;
  };

  /** Enter in the first field leads to the second, until both are the same. */
  readonly onward = (event: KeyboardEvent & { readonly currentTarget: HTMLInputElement }): void => {
    const second = event.currentTarget.form?.querySelector<HTMLInputElement>("[name=again]");
    if (event.key !== "Enter" || event.isComposing || !second || this.once === "" || this.once === this.again) return;
    event.preventDefault();
    second.focus();
  };

  readonly forget = (): void => {
    [this.once, this.again, this.#tried, this.#told] = ["", "", false, null];
  };
}
