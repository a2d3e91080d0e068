// A long text that fills the screen is scrolled by the keys that scroll a page.

/** What an arrow scrolls, in pixels. */
const LINE_PX = 48;
/** What a page is, in shares of what is seen. */
const SCREENFUL = 0.9;

/** How far a key scrolls what is `height` pixels high; null when the key scrolls nothing. */
export function scrollOf({ key, shiftKey }: Pick<KeyboardEvent, "key" | "shiftKey">, height: number): number | null {
  switch (key) {
    case "ArrowDown":
      return LINE_PX;
    case "ArrowUp":
      return -LINE_PX;
    case "PageDown":
      return SCREENFUL * height;
    case "PageUp":
      return -SCREENFUL * height;
    case " ":
      return (shiftKey ? -1 : 1) * SCREENFUL * height;
    default:
      return null;
  }
}

/** Scrolls a text below `root` that is longer than its place; false when there is none, or the key is for something else. */
export function scrollLong(root: ParentNode, event: KeyboardEvent): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey) return false;
  const text = [...root.querySelectorAll<HTMLElement>("[data-long]")].find((one) => one.scrollHeight > one.clientHeight + 1);
  const by = text && scrollOf(event, text.clientHeight);
  if (!text || by === null || by === undefined) return false;
  text.scrollTop += by;
  return true;
}
