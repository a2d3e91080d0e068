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

/** Scrolls a node into sight: whole where the screen has room for it, else from its beginning. */
export function bring(node: HTMLElement): void {
  const room = node.closest("main")?.clientHeight ?? window.innerHeight;
  node.scrollIntoView?.({ block: node.getBoundingClientRect().height > room ? "start" : "nearest" });
}
