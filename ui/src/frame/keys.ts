// Who works by keys sees where the focus is, wherever a script has put it: engines show the ring of a focus that a script gave only
// where the one before had a ring, and after a press of the mouse it had none.

/** Says on the root whether keys or a pointer led last. Gives the way to end it. */
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
