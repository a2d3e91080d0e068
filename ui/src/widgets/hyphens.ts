// Puts soft hyphens into the long words of a zoomed page, so that a word longer than its line ends with a hyphen. No
// engine here has rules for Russian and Kazakh, and on Linux none for English.
import { ZOOMED } from "./zoomed";

const SOFT = "\u00AD";
/** Least number of letters before and after a hyphen. */
const END = 2;
/** Long words alone: no name of a file, no address, no number, and no word that says itself where it may be parted. */
const WORD = /(?<![\p{L}\p{M}\p{N}._@/\\\u00AD])\p{L}{5,}(?![\p{L}\p{M}\p{N}_@/\\\u00AD]|\.[\p{L}\p{N}])/gu;
const LATIN = /^[a-z]+$/;
const KAZAKH = /[әғқңөұүһі]/;
const VOWELS = { cyrillic: /[аеёиоуыэюяәөұүі]/, latin: /[aeiouy]/ };
/** Letters that stay with the letter before them. */
const SIGNS = /[йъь]/;
/** Letters that are one sound, or that a syllable begins with together. */
const PAIRS = /^(?:[cgpstw]h|ck|qu|ng|[bcdfgpt][lr]|st)$/;
/** Text that is copied or compared letter by letter, or that a person typed. */
const EXACT = "textarea, select, script, style, svg, pre, code, .code, [translate=no], [data-typed], [contenteditable]";

/** Returns the word with soft hyphens between its syllables. */
export function parted(word: string): string {
  const low = word.toLowerCase();
  const latin = LATIN.test(low);
  const kazakh = KAZAKH.test(low);
  const vowel = (n: number): boolean => (latin ? VOWELS.latin : VOWELS.cyrillic).test(low[n] ?? "");
  const parts = (n: number): boolean => {
    if (SIGNS.test(low[n] ?? "")) return false;
    if (vowel(n)) return !latin && (vowel(n - 1) || SIGNS.test(low[n - 1] ?? ""));
    if (latin && PAIRS.test(low.slice(n - 1, n + 1))) return false;
    // A single consonant between vowels begins a syllable. Of several the first one ends the syllable before; in Kazakh
    // the last one alone begins the next.
    if (kazakh) return vowel(n + 1);
    if (latin && PAIRS.test(low.slice(n - 2, n))) return vowel(n - 3);
    return vowel(n - 1) ? vowel(n + 1) : vowel(n - 2) || SIGNS.test(low[n - 1] ?? "");
  };
  const sounds = (from: number, to: number): boolean => [...Array(to - from).keys()].some((n) => vowel(from + n));
  return [...word].map((letter, n) => (n >= END && word.length - n >= END && parts(n) && sounds(0, n) && sounds(n, word.length) ? SOFT : "") + letter).join("");
}

/** Returns the text with its long words parted. */
export const hyphened = (text: string): string => text.replace(WORD, parted);

function part(text: Text): void {
  if (text.parentElement === null || text.parentElement.closest(EXACT) !== null) return;
  const now = hyphened(text.data);
  if (now !== text.data) text.data = now;
}

function partAll(node: Node): void {
  if (node instanceof Text) return part(node);
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) part(walker.currentNode as Text);
}

/** Copied words have no soft hyphens: a search or a command would not know them. */
function copied(event: ClipboardEvent): void {
  const words = document.getSelection()?.toString() ?? "";
  if (!words.includes(SOFT) || event.clipboardData === null) return;
  event.clipboardData.setData("text/plain", words.replaceAll(SOFT, ""));
  event.preventDefault();
}

/** Parts long words while the page is zoomed; returns the function that ends it. */
export function partWords(): () => void {
  if (typeof matchMedia === "undefined") return () => undefined;
  const zoomed = matchMedia(`(width < ${ZOOMED}px)`);
  const watch = new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "characterData") partAll(target);
      else addedNodes.forEach(partAll);
    }
  });
  const follow = (): void => {
    watch.disconnect();
    if (!zoomed.matches) return;
    partAll(document.body);
    watch.observe(document.body, { subtree: true, childList: true, characterData: true });
  };
  follow();
  zoomed.addEventListener("change", follow);
  document.addEventListener("copy", copied);
  return () => {
    watch.disconnect();
    zoomed.removeEventListener("change", follow);
    document.removeEventListener("copy", copied);
  };
}
