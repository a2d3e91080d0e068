/** Matches fields for writing or choosing; picking a file is no writing. */
const TYPED = "textarea, select, input:not([type=file], [type=checkbox], [type=radio], [type=submit], [type=button])";

/**
 * Scrolls to an outcome and lets screen readers announce it: on a phone it is away from the button that caused it. A
 * person who is typing keeps the focus. An outcome that no press asked for comes by itself and scrolls nothing.
 */
export function arrived(node: HTMLElement, pressed = true): void {
  if (!pressed) return;
  node.tabIndex = -1;
  if (!document.activeElement?.matches(TYPED)) node.focus({ preventScroll: true });
  bring(node);
}

/** How long a new element may grow, in ms: a camera may open in it. */
const GROWS = 4_000;
const HANDS = ["pointerdown", "keydown", "wheel", "touchmove"] as const;

/**
 * Scrolls to a requested element and keeps it in sight while it or its surroundings grow, until the person's next
 * action.
 */
export function comes(node: HTMLElement): { destroy: () => void } {
  bring(node);
  const grown = typeof ResizeObserver === "undefined" ? null : new ResizeObserver(() => bring(node));
  for (let at: Element | null = node; at && at.tagName !== "MAIN"; at = at.parentElement) grown?.observe(at);
  const end = (): void => {
    grown?.disconnect();
    clearTimeout(late);
    for (const name of HANDS) window.removeEventListener(name, end, { capture: true });
  };
  const late = setTimeout(end, GROWS);
  for (const name of HANDS) window.addEventListener(name, end, { capture: true, passive: true });
  return { destroy: end };
}

/**
 * Scrolls an element into sight: whole if it fits the screen, else from its beginning. The descriptions of a field come
 * into sight with it.
 */
export function bring(node: HTMLElement): void {
  const room = node.closest("main")?.clientHeight ?? window.innerHeight;
  const words = (node.getAttribute("aria-describedby") ?? "").split(" ").map((id) => (id === "" ? null : document.getElementById(id)));
  // The field comes last, so that it is whole if both do not fit.
  for (const one of [...words, node]) one?.scrollIntoView?.({ block: one.getBoundingClientRect().height > room ? "start" : "nearest" });
}
