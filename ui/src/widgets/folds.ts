// Keeps a folded line a stop that Tab leaves. In WebKit a mouse press on a word of a `<summary>` makes that word the place
// from which Tab goes on, and the next stop from there is the summary itself: both directions stay on it.

/** Begins to take the focus anew after each press on a folded line; returns the function that ends it. */
export function watchFolds(): () => void {
  const pressed = ({ target, detail }: MouseEvent): void => {
    const line = target instanceof Element ? target.closest("summary") : null;
    // A count of zero presses means a key, which begins at the line itself.
    if (detail === 0 || !line || document.activeElement !== line) return;
    line.blur();
    line.focus({ preventScroll: true });
  };
  window.addEventListener("click", pressed);
  return () => window.removeEventListener("click", pressed);
}
