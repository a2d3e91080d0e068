// Sizes and places: targets large enough, nothing past the edge, nothing cut off, nothing covered.
import { acting, aim, type Fault, nameOf, shows, withinAside } from "./elements";

const TARGET = 44;
/** Least size, in px, of a target that a thumb must hit without looking: elements in `[data-thumb]`. */
const THUMB = 72;
/** Half a pixel is rounding. */
const ROUNDING = 0.5;

/** Everything that acts and is smaller than a finger. */
export function smallTargets(): Fault[] {
  return acting().flatMap((element) => {
    const aimed = aim(element);
    const box = aimed.getBoundingClientRect();
    let { width, height } = box;
    // A tick and its words are one target.
    const label = element instanceof HTMLInputElement && /^(checkbox|radio)$/.test(element.type) ? element.labels?.[0] : null;
    if (label && label !== aimed) {
      const words = label.getBoundingClientRect();
      width = Math.max(box.right, words.right) - Math.min(box.left, words.left);
      height = Math.max(box.bottom, words.bottom) - Math.min(box.top, words.top);
    }
    const least = element.closest("[data-thumb]") ? THUMB : TARGET;
    if (width >= least - ROUNDING && height >= least - ROUNDING) return [];
    return [{ element: nameOf(element), what: `a target of ${round(width)} x ${round(height)} px; the least is ${least}` }];
  });
}

/** Whatever lies past the window's edge or makes a box scroll sideways. A table may, in a region of its own that Tab reaches. */
export function overflowing(): Fault[] {
  const faults: Fault[] = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    faults.push({ element: "html", what: `the page is ${root.scrollWidth} px wide in a window of ${root.clientWidth}` });
  }
  for (const element of document.body.querySelectorAll<HTMLElement>("*")) {
    if (!shows(element) || withinAside(element) || element.closest("svg") !== null || wide(element.parentElement)) continue;
    const { left, right, width } = element.getBoundingClientRect();
    if (width > 0 && (right > root.clientWidth + ROUNDING || left < -ROUNDING)) {
      faults.push({ element: nameOf(element), what: `reaches from ${round(left)} to ${round(right)} px in a window of ${root.clientWidth}` });
    }
    const style = getComputedStyle(element);
    if (/auto|scroll/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1 && !wide(element) && !typed(element)) {
      faults.push({ element: nameOf(element), what: `scrolls sideways: ${element.scrollWidth} px in ${element.clientWidth}` });
    }
  }
  return faults;
}

/** Text that does not fit its box and is not to be had by scrolling. */
export function cutOff(): Fault[] {
  const faults: Fault[] = [];
  for (const element of document.body.querySelectorAll<HTMLElement>("*")) {
    // A name that somebody gave may end in an ellipsis.
    if (!shows(element) || withinAside(element) || element.closest("svg, [data-typed]")) continue;
    const style = getComputedStyle(element);
    const across = /hidden|clip/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
    const down = /hidden|clip/.test(style.overflowY) && element.scrollHeight > element.clientHeight + 1;
    if ((across || down) && (element.textContent ?? "").trim() !== "" && !typed(element)) {
      const [inner, outer] = across ? [element.scrollWidth, element.clientWidth] : [element.scrollHeight, element.clientHeight];
      faults.push({ element: nameOf(element), what: `is cut off: ${inner} px ${across ? "across" : "down"} in ${outer}` });
    }
    if (element instanceof HTMLSelectElement) faults.push(...cutChoice(element));
    else if (element.matches("button, .button, summary, a, th, td, label")) faults.push(...spilt(element));
  }
  return faults;
}

/** Words that are broken in two at the end of a line without a hyphen. Codes and what people typed may be. */
export function brokenWords(): Fault[] {
  const faults: Fault[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const text = walker.currentNode as Text;
    const holder = text.parentElement;
    if (!holder || !shows(holder) || withinAside(holder) || holder.closest(".code, code, option, svg, script, style, [data-typed]")) continue;
    for (const { 0: word, index } of text.data.matchAll(/[\p{L}\p{M}\p{N}]{2,}/gu)) {
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      const lines = new Set([...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => Math.round(top)));
      if (lines.size > 1) faults.push({ element: nameOf(holder), what: `breaks the word "${word}"` });
    }
  }
  return faults;
}

/** Words in the window that something else lies over, but for what was opened over them. */
export function covered(): Fault[] {
  const faults: Fault[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const text = walker.currentNode as Text;
    const holder = text.parentElement;
    if (!holder || text.data.trim() === "" || !shows(holder) || withinAside(holder) || holder.closest("option, svg, script, style")) continue;
    // Text that lets the finger through cannot be asked for by its place.
    if (getComputedStyle(holder).pointerEvents === "none") continue;
    range.selectNodeContents(text);
    const points = [...range.getClientRects()].flatMap((line) =>
      [0.02, 0.5, 0.98].map((part) => [line.left + line.width * part, line.top + line.height / 2] as const),
    );
    for (const [x, y] of points) {
      if (!reachable(holder, x, y)) continue;
      const top = document.elementFromPoint(x, y);
      if (!top || top.contains(holder) || holder.contains(top) || sameControl(top, holder) || top.closest("[data-over]") || scrollsFrom(holder, top)) continue;
      faults.push({ element: nameOf(holder), what: `is covered by ${nameOf(top)}` });
      break;
    }
  }
  return faults;
}

/** The hand that stops everything has a place of its own: no scrolling ever brings anything of a screen below it. */
export function handOver(): Fault[] {
  const hand = document.querySelector("[data-taken]")?.getBoundingClientRect();
  if (!hand) return [];
  // The content of a screen is cut where the screen ends.
  return [...document.querySelectorAll("main, nav:not(main nav), .body > header")].flatMap((one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    const apart = left >= hand.right || right <= hand.left || top >= hand.bottom || bottom <= hand.top;
    return apart || !shows(one) ? [] : [{ element: nameOf(one), what: "lies below the hand that stops everything" }];
  });
}

/** A head or a foot that stays while a list scrolls: what lies below it comes out by scrolling. */
function scrollsFrom(holder: Element, top: Element): boolean {
  let stays = false;
  for (let at: Element | null = top; at && at !== document.body; at = at.parentElement) {
    const { position, overflowY } = getComputedStyle(at);
    if (stays && /auto|scroll/.test(overflowY)) return at.contains(holder) && at.scrollHeight > at.clientHeight;
    stays ||= position === "sticky";
  }
  return false;
}

function sameControl(one: Element, other: Element): boolean {
  const control = one.closest("label, button");
  return control !== null && control === other.closest("label, button");
}

/** True when the point lies in the window and in every scrolled box around `element`. */
function reachable(element: Element, x: number, y: number): boolean {
  if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return false;
  for (let at: Element | null = element; at && at !== document.body; at = at.parentElement) {
    if (getComputedStyle(at).overflow === "visible") continue;
    const box = at.getBoundingClientRect();
    // A line that is cut through its middle by the edge of a scrolled box may be hit or missed.
    if (x < box.left + 1 || x > box.right - 1 || y < box.top + 1 || y > box.bottom - 1) return false;
  }
  return true;
}

/** A box that may scroll sideways because one can reach it with the keyboard and it says what it is. */
function wide(element: Element | null): boolean {
  const region = element?.closest("[role=region][tabindex='0']");
  return region !== null && region !== undefined && (region.getAttribute("aria-label") ?? region.getAttribute("aria-labelledby")) !== null;
}

/** Fields scroll under what is typed. */
function typed(element: Element): boolean {
  return element.matches("input, textarea");
}

/** The words of a button reach out of it. */
function spilt(element: HTMLElement): Fault[] {
  const box = element.getBoundingClientRect();
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const text = walker.currentNode as Text;
    if (text.data.trim() === "" || !text.parentElement || withinAside(text.parentElement) || text.parentElement.closest("[data-typed]")) continue;
    range.selectNodeContents(text);
    const words = range.getBoundingClientRect();
    if (words.left < box.left - 1 || words.right > box.right + 1 || words.top < box.top - 1 || words.bottom > box.bottom + 1) {
      return [{ element: nameOf(element), what: `its words reach out of it: ${round(words.width)} x ${round(words.height)} px in ${round(box.width)} x ${round(box.height)}` }];
    }
  }
  return [];
}

/** The chosen words do not fit a closed list. Only the browser knows how much of it its arrow takes: a twin with nothing but
 *  what is chosen says how wide it wants to be. */
function cutChoice(element: HTMLSelectElement): Fault[] {
  const chosen = element.selectedOptions[0];
  const words = chosen?.textContent?.trim() ?? "";
  if (!chosen || words === "" || element.multiple || element.size > 1) return [];
  const twin = element.cloneNode(false) as HTMLSelectElement;
  twin.append(chosen.cloneNode(true));
  twin.style.cssText += ";position:fixed;visibility:hidden;width:max-content;min-width:0;max-width:none;flex:none;transition:none";
  element.after(twin);
  const needed = twin.offsetWidth;
  twin.remove();
  if (needed <= element.offsetWidth + 1) return [];
  return [{ element: nameOf(element), what: `its choice "${words}" is cut off: ${needed} px with its arrow in ${element.offsetWidth}` }];
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
