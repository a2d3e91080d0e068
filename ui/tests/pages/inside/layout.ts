// Sizes and places: targets are large enough, and no content is past the edge, cut off or covered.
import { ZOOMED } from "../../../src/widgets/zoomed";
import { acting, aim, type Fault, nameOf, shows, withinAside } from "./elements";

const TARGET = 44;
/** Least size, in px, of a target for a thumb without looking: elements in `[data-thumb]`. */
const THUMB = 72;
const ROUNDING = 0.5;

/** Returns every acting element that is smaller than a finger. */
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
    // On a zoomed page a pixel is two of the screen's.
    const least = element.closest("[data-thumb]") && innerWidth >= ZOOMED ? THUMB : TARGET;
    if (width >= least - ROUNDING && height >= least - ROUNDING) return [];
    return [{ element: nameOf(element), what: `a target of ${round(width)} x ${round(height)} px; the least is ${least}` }];
  });
}

/**
 * Returns elements past the window's edge, and those that make a box scroll sideways. A table may do so in a region
 * that Tab reaches.
 */
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

/** Returns text that does not fit its box and cannot be scrolled to. */
export function cutOff(): Fault[] {
  const faults: Fault[] = [];
  for (const element of document.body.querySelectorAll<HTMLElement>("*")) {
    // A name that a person gave may end in an ellipsis.
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

/** A word, but no part of a file's name, an address or a number. */
const PARTED = /(?<![\p{L}\p{M}\p{N}._@/\\\u00AD])[\p{L}\p{M}\p{N}\u00AD]{2,}(?![_@/\\]|\.[\p{L}\p{N}]|-\p{N})/gu;

/** Returns words that are broken at the end of a line without a hyphen. Codes and typed text may be; soft hyphens mark where a word may. */
export function brokenWords(): Fault[] {
  const faults: Fault[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode as Text;
    const holder = text.parentElement;
    if (!holder || !shows(holder) || withinAside(holder) || holder.closest(".code, code, option, svg, script, style, [data-typed]")) continue;
    for (const { 0: word, index } of text.data.matchAll(PARTED)) {
      if (new Set(lines(text, index, index + word.length)).size < 2) continue;
      const broken = [...word.matchAll(/[^\u00AD]+/g)].some((piece) => {
        const places = [...piece[0]].map((_, n) => lineOf(text, index + piece.index + n));
        return new Set(places).size > 1;
      });
      if (broken) faults.push({ element: nameOf(holder), what: `breaks the word "${word.replaceAll("\u00AD", "|")}"` });
    }
  }
  return faults;
}

/** Returns the tops of the lines that these letters are on. */
function lines(text: Text, from: number, to: number): number[] {
  const range = document.createRange();
  range.setStart(text, from);
  range.setEnd(text, to);
  return [...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => Math.round(top));
}

/** Returns the top of a letter's line. After a soft hyphen that shows, the engine counts the hyphen to the letter. */
const lineOf = (text: Text, at: number): number => Math.max(...lines(text, at, at + 1));

/** Returns visible words that another element covers, except an opened box. */
export function covered(): Fault[] {
  const faults: Fault[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const text = walker.currentNode as Text;
    const holder = text.parentElement;
    if (!holder || text.data.trim() === "" || !shows(holder) || withinAside(holder) || holder.closest("option, svg, script, style")) continue;
    // Text that lets presses through is not found by its place.
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

/** Checks that the hand has a place of its own: no content of a screen scrolls below it. */
export function handOver(): Fault[] {
  const hand = document.querySelector("[data-taken]")?.getBoundingClientRect();
  if (!hand) return [];
  // The content of a screen is cut at the screen's edge.
  return [...document.querySelectorAll("main, nav:not(main nav), .body > header")].flatMap((one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    const apart = left >= hand.right || right <= hand.left || top >= hand.bottom || bottom <= hand.top;
    return apart || !shows(one) ? [] : [{ element: nameOf(one), what: "lies below the hand that stops everything" }];
  });
}

/** Returns true for a head or a foot that stays while a list scrolls: content below it comes out by scrolling. */
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

/** Returns true if the point is in the window and in every scrolled box around `element`. */
function reachable(element: Element, x: number, y: number): boolean {
  if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return false;
  for (let at: Element | null = element; at && at !== document.body; at = at.parentElement) {
    if (getComputedStyle(at).overflow === "visible") continue;
    const box = at.getBoundingClientRect();
    // A line that is cut in the middle by the edge of a scrolled box may be hit or missed.
    if (x < box.left + 1 || x > box.right - 1 || y < box.top + 1 || y > box.bottom - 1) return false;
  }
  return true;
}

/** Returns true for a box that may scroll sideways, because it has a name and the keyboard reaches it. */
function wide(element: Element | null): boolean {
  const region = element?.closest("[role=region][tabindex='0']");
  return region !== null && region !== undefined && (region.getAttribute("aria-label") ?? region.getAttribute("aria-labelledby")) !== null;
}

/** Fields scroll under typed text. */
function typed(element: Element): boolean {
  return element.matches("input, textarea");
}

/** Returns the words of a button that extend beyond it. */
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

/**
 * Returns the fault of a closed list that is too narrow for its chosen words. Only the browser knows the room of its
 * arrow, so a twin with only the chosen option gives the needed width.
 */
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
  // A closed list of a zoomed page may have several lines.
  if (needed <= element.offsetWidth + 1 || (getComputedStyle(element).whiteSpace === "normal" && element.scrollHeight <= element.clientHeight + 1)) return [];
  return [{ element: nameOf(element), what: `its choice "${words}" is cut off: ${needed} px with its arrow in ${element.offsetWidth}` }];
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
