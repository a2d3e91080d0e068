// A passphrase that is typed twice: whether the two differ, told as soon as it can be known and no earlier.

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

  /** The second field was left; a field in which nothing stands yet says nothing. */
  readonly left = (): void => {
    if (this.again !== "") this.#tried = true;
  };

  /** The button was pressed. True when both are the same. */
  readonly same = (): boolean => {
    this.#tried = true;
    return this.once === this.again;
  };

  /** Enter in the first field leads to the second, until both are the same. */
  readonly onward = (event: KeyboardEvent & { readonly currentTarget: HTMLInputElement }): void => {
    const second = event.currentTarget.form?.querySelector<HTMLInputElement>("[name=again]");
    if (event.key !== "Enter" || event.isComposing || !second || this.once === "" || this.once === this.again) return;
    event.preventDefault();
    second.focus();
  };

  readonly forget = (): void => {
    [this.once, this.again, this.#tried] = ["", "", false];
  };
}
