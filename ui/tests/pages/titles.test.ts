// Titles of the desk that begin alike are told apart: the end of each is in sight, in a table and in a grid.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { LineView } from "../../src/bridge/types";
import { LANGUAGES } from "../../src/texts/texts.svelte";
import { Chromium } from "./browser";
import { DESK, type Look, type Size } from "./views";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.open();
});
afterAll(() => chromium.close());

const MIDDLE: Size = { width: 1000, height: 800 };
/** Titles as an archive has them, each with an end that others do not have. */
const TITLED: Partial<LineView>[] = [
  { title: null, heading: { of: "testimony", pseudonym: "Grey Heron 34" } },
  { title: null, heading: { of: "testimony", pseudonym: "Серая цапля 77" } },
  { title: null, heading: { of: "consent", pseudonym: "Grey Heron 34" } },
  { title: null, heading: { of: "form", id: "vote-count", form: null, title: { en: "Vote count", ru: "Протокол подсчёта голосов", kk: "Дауыс санау хаттамасы" }, answers: 12, station: "Алматы, Бостандық ауданы, 412" } as never },
  { title: null, heading: { of: "tag", tag: "no-badge", about: "5a".repeat(16) } as never },
  { title: "Выступление у фонтана на площади перед зданием городского суда, вторая половина дня, камера два", heading: null },
  { title: "IMG_20261130_140512_Burst_01_HDR_from_the_phone_of_a_friend_0001.jpg", fileName: "IMG_20261130_140512_Burst_01_HDR_from_the_phone_of_a_friend_0001.jpg", heading: null },
  { title: null, heading: { of: "testimony", pseudonym: "Grey Heron 35" }, doubts: ["not-admitted"] },
];

async function desk(size: Size, language: Look["language"], view: string): Promise<Page> {
  const opened = await chromium.tab();
  const { page } = opened;
  await chromium.show(opened, "office", "office-closed", { language, size, theme: "light" });
  await page.evaluate((titled) => {
    const { shelf } = window.session!.bridge as unknown as { shelf: { lines: LineView[]; state: string } };
    shelf.lines = shelf.lines.slice(0, 40).map((line, n) => ({ ...line, witness: false, sealed: 0, fileName: null, doubts: [], ...titled[n % titled.length] }));
    return undefined;
  }, TITLED);
  const passphrase = await page.evaluate(() => (window.session!.bridge as unknown as { shelf: { passphrase: string } }).shelf.passphrase);
  await page.fill("input[type=password]", passphrase);
  await page.keyboard.press("Enter");
  await page.waitForSelector("[data-list] [data-item]");
  await page.click(`[data-view=${view}]`);
  await page.evaluate(() => window.inside.quiet(60, 400));
  return page;
}

/** Titles whose last letter is not drawn within their place. */
const cut = (page: Page): Promise<string[]> =>
  page.$$eval("[data-list] [data-item] [data-typed]", (all) =>
    all
      .map((one) => one.querySelector<HTMLElement>(".main") ?? (one as HTMLElement))
      .filter((place) => {
        const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT, (node) => (node.parentElement?.closest(".aside") || node.textContent?.trim() === "" ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
        let last: Text | null = null;
        while (texts.nextNode()) last = texts.currentNode as Text;
        if (!last) return true;
        const range = document.createRange();
        const end = last.data.replace(/[\u2066-\u2069\s]+$/, "").length;
        range.setStart(last, end - 1);
        range.setEnd(last, end);
        const [letter, box] = [range.getBoundingClientRect(), place.getBoundingClientRect()];
        return letter.width === 0 || letter.right > box.right + 1 || letter.bottom > box.bottom + 2;
      })
      .map((place) => place.innerText),
  );

const looks = [MIDDLE, DESK].flatMap((size) => LANGUAGES.flatMap((language) => ["table", "grid"].map((view) => [view, size.width, language, size] as const)));
it.each(looks)("in a %s of %i px in %s the end of every title is in sight", async (view, _width, language, size) => {
  const page = await desk(size, language, view);
  expect(await page.locator("[data-list] [data-item]").count()).toBeGreaterThan(8);
  expect(await cut(page)).toEqual([]);
  await page.context().close();
});
