// Words of others on our screen: what would turn, hide or break the text around it is shown as its number instead.

const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu;

/** `text` with control, direction and zero-width characters written as `[U+202E]`. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (found) => {
    const number = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    return `[U+${number}]`;
  });
}

/** A digest in groups of four, so that it can be read aloud. */
export function grouped(digest: string, length = digest.length): string {
  return digest.slice(0, length).replace(/(.{4})(?=.)/g, "$1 ");
}

/** `text` in about `most` characters: its middle gives way, since names that begin alike differ at their ends. */
export function middle(text: string, most: number): string {
  // Fluent's marks around a value are none, and half a pair of them turns what follows.
  const all = [...text.replace(/[\u2066-\u2069]/g, "")];
  if (all.length <= most) return text;
  const end = Math.max(1, Math.floor((most - 1) / 2));
  return `${all.slice(0, Math.max(1, most - 1 - end)).join("").trimEnd()}…${all.slice(-end).join("").trimStart()}`;
}
