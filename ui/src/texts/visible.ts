// Makes foreign text safe to show: a character that would turn, hide or break the text around it is shown as its
// number.

const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu;

/** Returns `text` with control, direction and zero-width characters written as `[U+202E]`. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (found) => {
    const number = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    return `[U+${number}]`;
  });
}

/** Returns a text of several lines with each line made visible. */
export const visibleLines = (text: string): string => text.split("\n").map(visible).join("\n");

/** Returns a digest in groups of four for reading aloud. */
export function grouped(digest: string, length = digest.length): string {
  return digest.slice(0, length).replace(/(.{4})(?=.)/g, "$1 ");
}

/** Removes Fluent's marks around a value: half a pair of them would turn the text that follows. */
export const unmarked = (text: string): string => text.replace(/[\u2066-\u2069]/g, "");

/** Shortens `text` to about `most` characters in its middle, because names that begin alike differ at their ends. */
export function middle(text: string, most: number): string {
  const all = [...unmarked(text)];
  if (all.length <= most) return text;
  const end = Math.max(1, Math.floor((most - 1) / 2));
  return `${all.slice(0, Math.max(1, most - 1 - end)).join("").trimEnd()}…${all.slice(-end).join("").trimStart()}`;
}

/**
 * Returns the last letters of a name, about `most` and at least 12, from the beginning of a word if one is there or
 * shortly before.
 */
export function tailOf(name: string, most: number): string {
  const [LEAST, BEFORE] = [12, 8];
  const long = Math.max(LEAST, most);
  const all = [...name];
  const begins = (length: number): boolean => /[\s_,.-]/.test(all.at(-length - 1) ?? " ") && !/[\s_,.-]/.test(all.at(-length) ?? " ");
  const lengths = [...Array.from({ length: long - LEAST + 1 }, (_, n) => long - n), ...Array.from({ length: BEFORE }, (_, n) => long + 1 + n)];
  return all.slice(-(lengths.find((length) => length < all.length && begins(length)) ?? long)).join("");
}

/** Returns a text as a sentence that another can follow: adds a full stop if it has no end mark. */
export const sentence = (text: string): string => (/[.?!…:]\s*$/.test(unmarked(text)) ? text : `${text}.`);
