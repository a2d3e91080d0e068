// Scrolls a long text on the full screen by the keys that scroll a page.

/** The scroll of an arrow key, in pixels. */
const LINE_PX = 48;
/** The scroll of a page key, as a share of the visible height. */
const SCREENFUL = 0.9;

/**
 * Returns the pixels by which a key scrolls a box that shows `height` pixels of `whole`; null if the key does not
 * scroll.
 */
export function scrollOf({ key, shiftKey }: Pick<KeyboardEvent, "key" | "shiftKey">, height: number, whole: number): number | null {
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
    case "Home":
      return -whole;
    case "End":
      return whole;
    default:
      return null;
  }
}

const isLong = (text: HTMLElement): boolean => text.scrollHeight > text.clientHeight + 1;

/** Returns true while the focus is in a text longer than its box, which then takes the scrolling keys. */
export function inLong(): boolean {
  const text = document.activeElement?.closest<HTMLElement>("[data-long]");
  return text ? isLong(text) : false;
}

/**
 * Scrolls a text below `root` that is longer than its box; returns false if there is none or the key does not scroll.
 */
export function scrollLong(root: ParentNode, event: KeyboardEvent): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey) return false;
  const text = [...root.querySelectorAll<HTMLElement>("[data-long]")].find(isLong);
  const by = text && scrollOf(event, text.clientHeight, text.scrollHeight);
  if (!text || by === null || by === undefined) return false;
  text.scrollTop += by;
  return true;
}
