// Shows the focus to people who work by keys: engines draw the ring of a focus set by a script only if the previous
// focus had one, and after a press of the mouse it had none.

/** Marks on the root element whether keys or a pointer were used last. Returns the function that ends it. */
export function watchKeys(): () => void {
  const root = document.documentElement;
  const key = (event: KeyboardEvent): void => {
    if (/^(Tab|Enter|Arrow)/.test(event.key)) root.dataset.keys = "";
  };
  const pointer = (): void => void delete root.dataset.keys;
  window.addEventListener("keydown", key, true);
  window.addEventListener("pointerdown", pointer, true);
  return () => {
    window.removeEventListener("keydown", key, true);
    window.removeEventListener("pointerdown", pointer, true);
    pointer();
  };
}
