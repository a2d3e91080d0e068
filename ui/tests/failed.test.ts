// @vitest-environment node
// Each check that can fail, from the core's list: the first sentence tells a reader who is no engineer that the check
// failed, and how.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { reason, verdict } from "../src/bridge/fake/office";
import type { QuestionCode, VerdictCode, VerdictView } from "../src/bridge/types";
import { LANGUAGES, Texts } from "../src/texts/texts.svelte";
import { namesOf } from "../src/verdict/names";
import { ADVICE, sumOf } from "../src/verdict/verdict";
import { wrongOf } from "../src/verdict/wrong";

const codes = readFileSync(fileURLToPath(new URL("../../core/verify/src/codes.rs", import.meta.url)), "utf8");
const FAILED = [...codes.matchAll(/code\((\w+), Failed, "([a-z-]+)"\)/g)].map(([, question = "", code = ""]) => ({ question: question.toLowerCase() as QuestionCode, code: code as VerdictCode }));
const plain = (text: string): string => text.replace(/[\u2068\u2069]/g, "");
const other = "b".repeat(32);

function failing({ question, code }: (typeof FAILED)[number], items: readonly string[], files: readonly string[] = []): VerdictView {
  const base = verdict();
  const [first] = base.items;
  if (!first) throw new Error("the fake's verdict has an item");
  const bad = reason({ status: "failed", code, items: [...items], about: items.length, files: [...files] });
  const answers = base.answers.map((answer) => ({ ...answer, ...(answer.question === question ? { status: "failed" as const, reasons: [bad] } : { status: "passed" as const, reasons: [] }) }));
  return { ...base, answers, items: [{ ...first, answers }, { ...first, item: other, media: ["second.jpg"], files: [] }] };
}

test("the core lists the checks that can fail", () => {
  expect(FAILED.length).toBeGreaterThan(15);
  for (const { code } of FAILED) expect(Object.keys(ADVICE)).toContain(code);
});

test.each(LANGUAGES)("each check that failed is told in words before the answer is named, in %s", (language) => {
  const texts = new Texts(language);
  for (const one of FAILED) {
    const words = texts.say(`verdict-${one.code}`);
    const answer = plain(texts.say("answers-wrong", { names: texts.say(`short-${one.question}`) }));
    const said = (judged: VerdictView, whole: boolean): string[] => {
      const names = namesOf(texts, judged.items);
      return sumOf(texts, judged.answers, { incomplete: false, proven: true, ...(whole ? { names, wrong: wrongOf(texts, judged, names) } : {}) }).map(plain);
    };
    const [alone, then] = said(failing(one, []), false);
    expect([alone, then], "of one item").toEqual([words, answer]);
    expect(said(failing(one, []), true).slice(0, 2), "of a bundle, and no item is named").toEqual([words, answer]);
    // An item with a bare name would read as wrong altogether.
    const [first] = said(failing(one, [other]), true);
    if (one.code !== "file-changed") expect(first, "of an item by name").toBe(plain(texts.say("answers-care", { things: "second.jpg", said: words })));
    expect(first).not.toContain(answer);
    expect(words, "words of the trade").not.toMatch(/quorum|vouched|кворум/iu);
  }
});

test.each(LANGUAGES)("a bundle of another organisation is called that, with what to do of its own, in %s", (language) => {
  const texts = new Texts(language);
  const judged = failing({ question: "signer", code: "other-organisation" }, []);
  const [first] = sumOf(texts, judged.answers, { incomplete: false, proven: true, names: namesOf(texts, judged.items) });
  expect(first).toMatch({ en: /^The bundle is of another organisation than the one that you trust\.$/, ru: /^Пакет от другой организации, не от той, которой вы доверяете\.$/, kk: /^Пакет сіз сенетін ұйымдікі емес, басқа ұйымдікі\.$/ }[language]);
  const alike = Object.entries(ADVICE).filter(([, advice]) => advice === ADVICE["other-organisation"]);
  expect(alike.map(([code]) => code), "nobody put a stray file there").toEqual(["other-organisation"]);
});
