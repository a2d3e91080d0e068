// The text of a share during typing: finds its words and replaces one.

/** The numbers beside the words are for people. */
const NUMBER = /^\d+\.*$/;

/** Returns the text with its word number `which` (from 1) replaced. */
export function replaced(text: string, which: number, word: string): string {
  let number = 0;
  return text.replace(/\S+/g, (found) => {
    if (NUMBER.test(found)) return found;
    number += 1;
    return number === which ? word : found;
  });
}

/** Returns the text with its last word completed, ready for the next one. */
export function completed(text: string, word: string): string {
  return `${text.replace(/\S+$/, "")}${word} `;
}
