// A long text that fills the screen is scrolled by the keys that scroll a page.

/** The scroll of an arrow key, in pixels. */
const LINE_PX = 48;
/** The scroll of a page key, as a share of the height in sight. */
const SCREENFUL = 0.9;

/** How far a key scrolls what shows `height` pixels of `whole`; null when the key scrolls nothing. */
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

/** True while the focus is in a text that is longer than its place: there the keys are its own. */
export function inLong(): boolean {
  const text = document.activeElement?.closest<HTMLElement>("[data-long]");
  return text ? isLong(text) : false;
}

/** Scrolls a text below `root` that is longer than its place; false when there is none, or the key is for something else. */
export function scrollLong(root: ParentNode, event: KeyboardEvent): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey) return false;
  const text = [...root.querySelectorAll<HTMLElement>("[data-long]")].find(isLong);
  const by = text && scrollOf(event, text.clientHeight, text.scrollHeight);
  if (!text || by === null || by === undefined) return false;
  text.scrollTop += by;
  return true;
}
