// A new passphrase, typed twice: reports a difference as soon as it is certain, and a short passphrase.

/** Passphrases with fewer characters are reported as short, here and by the command. */
const SHORT = 16;

export class Twice {
  once = $state("");
  again = $state("");
  /** True once the second field was left, or the button pressed. */
  #tried = $state(false);
  /** True if more typing cannot make the second equal to the first: it is as long, or was left. */
  readonly differ = $derived.by(() => {
    const ended = this.#tried || [...this.again].length >= [...this.once].length;
    return this.once !== this.again && ended && (this.again !== "" || this.#tried);
  });

  /** True if a finder of the device could try all such passphrases; reported once the first field was left. */
  readonly short = $derived.by(() => (this.again !== "" || this.#tried) && [...this.once].length < SHORT);
  /** The short passphrase that was already reported at a press of the button. */
  #told: string | null = $state(null);
  /** True if the next press accepts the short passphrase. */
  readonly insists = $derived.by(() => this.short && this.#told === this.once);

  /** Called when the second field is left; an empty field is not reported. */
  readonly left = (): void => {
    if (this.again !== "") this.#tried = true;
  };

  /** Called at a press of the button. Returns true if both are equal, and long or pressed again after the report. */
  readonly done = (): boolean => {
    this.#tried = true;
    if (this.once !== this.again) return false;
    const knows = this.insists || !this.short;
    this.#told = this.once;
    return knows;
  };

  /** Enter in the first field moves to the second, until both are equal. */
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
