// Shares in the fake core: a few words replace the list, and 36 of them make a share.
import type { OpensCode, ShareView } from "../types";

const LIST = ["abandon", "ability", "able", "about", "above", "absent", "absorb", "abstract", "zebra", "zero", "zone", "zoo"];
const WORDS = 36;
/** Matches a share of the archive key in the text of its code. */
const LINE = /^TESTAMUR-(WITNESS-)?SHARE-1:([0-9A-F]{8}):(\d+)\/\d+:/;

interface Whole {
  readonly opens: OpensCode;
  readonly set: string;
  readonly index: number;
}

/** Returns the words of share `index`; the first word names the share. */
export const shareWords = (index: number): string => Array.from({ length: WORDS }, (_, n) => LIST[n === 0 ? index - 1 : n % LIST.length]).join(" ");
export const shareLine = (index: number, set = "1C22F3AD"): string => `TESTAMUR-SHARE-1:${set}:${index}/3:2:${"0".repeat(16)}:${"0".repeat(64)}:00000000`;

const view = (change: Partial<ShareView>): ShareView => ({ stage: "empty", words: 0, word: null, near: [], completions: [], set: null, index: null, first: null, ...change });

function alone(text: string): ShareView | Whole {
  if (text.trim() === "") return view({});
  const line = LINE.exec(text.trim());
  if (line) return { opens: line[1] ? "witnesses" : "archive", set: line[2] ?? "", index: Number(line[3]) };
  if (/^testa/i.test(text.trim())) return view({ stage: "begun" });
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== "" && !/^\d+\.*$/.test(word));
  const open = !/\s$/.test(text);
  for (const [n, word] of words.entries()) {
    const last = open && n === words.length - 1;
    const completions = last ? LIST.filter((one) => one.startsWith(word) && one !== word).slice(0, 4) : [];
    if (!LIST.includes(word) && completions.length === 0) {
      const near = LIST.filter((one) => one[0] === word[0] && Math.abs(one.length - word.length) < 2).slice(0, 1);
      return view({ stage: "unknown-word", words: words.length, word: n + 1, near });
    }
    if (last && (words.length < WORDS || !LIST.includes(word))) return view({ stage: "begun", words: words.length, completions });
  }
  if (words.length > WORDS) return view({ stage: "too-many-words", words: words.length });
  if (words.length < WORDS) return view({ stage: "begun", words: words.length });
  const index = LIST.indexOf(words[0] ?? "") + 1;
  return words.join(" ") === shareWords(index) ? { opens: "archive", set: "1C22F3AD", index } : view({ stage: "check", words: WORDS });
}

export function shares(texts: readonly string[], wanted: OpensCode): ShareView[] {
  const good: (Whole & { place: number })[] = [];
  return texts.map((text, n) => {
    const one = alone(text);
    if ("stage" in one) return one;
    const { set, index } = one;
    if (one.opens !== wanted) return view({ stage: "other-key", set, index });
    const [first] = good;
    if (first && first.set !== set) return view({ stage: "other-set", set, index, first: first.place });
    const same = good.find((earlier) => earlier.index === index);
    if (same) return view({ stage: "repeated", set, index, first: same.place });
    good.push({ ...one, place: n + 1 });
    return view({ stage: "good", words: WORDS, set, index });
  });
}
