// The text of a share as a person types it: which word is which, and what is put in its place.

/** Numbers beside the words are for people. */
const NUMBER = /^\d+\.*$/;

/** The text with its word number `which` (from 1) replaced. */
export function replaced(text: string, which: number, word: string): string {
  let number = 0;
  return text.replace(/\S+/g, (found) => {
    if (NUMBER.test(found)) return found;
    number += 1;
    return number === which ? word : found;
  });
}

/** The text with the word that is being typed completed, ready for the next one. */
export function completed(text: string, word: string): string {
  return `${text.replace(/\S+$/, "")}${word} `;
}
