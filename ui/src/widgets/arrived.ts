/** Where one writes or chooses; a file that was picked is no writing. */
const TYPED = "textarea, select, input:not([type=file], [type=checkbox], [type=radio], [type=submit], [type=button])";

/**
 * Brings what came of something into sight, and to whoever listens to the screen: on a phone it stands away from the button
 * that asked for it. A person who is typing meanwhile goes on typing.
 */
export function arrived(node: HTMLElement): void {
  node.tabIndex = -1;
  if (!document.activeElement?.matches(TYPED)) node.focus({ preventScroll: true });
  bring(node);
}

/** So long a node that has just come may grow, in ms: a lens opens in it. */
const GROWS = 4_000;
const HANDS = ["pointerdown", "keydown", "wheel", "touchmove"] as const;

/** Brings what was asked for into sight, and keeps it there while it grows, until somebody does something else. */
export function comes(node: HTMLElement): { destroy: () => void } {
  bring(node);
  const grown = typeof ResizeObserver === "undefined" ? null : new ResizeObserver(() => bring(node));
  grown?.observe(node);
  const end = (): void => {
    grown?.disconnect();
    clearTimeout(late);
    for (const name of HANDS) window.removeEventListener(name, end, { capture: true });
  };
  const late = setTimeout(end, GROWS);
  for (const name of HANDS) window.addEventListener(name, end, { capture: true, passive: true });
  return { destroy: end };
}

/** Scrolls a node into sight: whole where the screen has room for it, else from its beginning. */
export function bring(node: HTMLElement): void {
  const room = node.closest("main")?.clientHeight ?? window.innerHeight;
  node.scrollIntoView?.({ block: node.getBoundingClientRect().height > room ? "start" : "nearest" });
}
