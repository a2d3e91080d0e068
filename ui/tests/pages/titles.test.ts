// Titles with the same beginning are distinguishable: the end of each is in sight, in a table, in a grid and in the
// list of a narrow window.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { LineView } from "../../src/bridge/types";
import { LANGUAGES } from "../../src/texts/texts.svelte";
import { Chromium } from "./browser";
import { DESK, type Look, type Size, SMALL } from "./views";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.open();
});
afterAll(() => chromium.close());

const MIDDLE: Size = { width: 1000, height: 800 };
const PHONE: Size = { width: 480, height: 800 };
const PAGES = ["2558 right", "2559 left"].map((page) => `Protocol of the polling station number 1204 Almaty, Bostandyk district, page ${page}.jpg`);
const SHEET = "Протокол об итогах голосования, избирательный участок 1204, Бостандыкский район, лист 2559.jpg";
/** Titles as in an archive, each with an end of its own. */
const TITLED: Partial<LineView>[] = [
  { title: null, heading: { of: "testimony", pseudonym: "Grey Heron 34" } },
  { title: null, heading: { of: "testimony", pseudonym: "Серая цапля 77" } },
  { title: null, heading: { of: "consent", pseudonym: "Grey Heron 34" } },
  { title: null, heading: { of: "form", id: "vote-count", form: null, title: { en: "Vote count", ru: "Протокол подсчёта голосов", kk: "Дауыс санау хаттамасы" }, answers: 12, station: "Алматы, Бостандық ауданы, 412" } as never },
  { title: null, heading: { of: "tag", tag: "no-badge", about: "5a".repeat(16) } as never },
  { title: "Выступление у фонтана на площади перед зданием городского суда, вторая половина дня, камера два", heading: null },
  { title: "IMG_20261130_140512_Burst_01_HDR_from_the_phone_of_a_friend_0001.jpg", fileName: "IMG_20261130_140512_Burst_01_HDR_from_the_phone_of_a_friend_0001.jpg", heading: null },
  { title: null, heading: { of: "testimony", pseudonym: "Grey Heron 35" }, doubts: ["not-admitted"] },
  ...PAGES.map((page) => ({ title: page, fileName: page, heading: null })),
  { title: "Страница протокола", fileName: SHEET, heading: null },
  { title: "Протокол, страница 78 слева.jpg", fileName: "Протокол, страница 78 слева.jpg", heading: null },
  { title: null, heading: { of: "tally", tally: "dog", step: 1 } as never },
];

async function archive(size: Size, language: Look["language"], view: string | null = null): Promise<Page> {
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
  await page.waitForSelector(view === null ? "li[data-item]" : "[data-list] [data-item]");
  if (view !== null) await page.click(`[data-view=${view}]`);
  await page.evaluate(() => window.inside.quiet(60, 400));
  return page;
}

/** Returns names whose last 12 letters are not all visible within the name's own box. */
const cut = (page: Page, names = "[data-item] [data-typed] .ends"): Promise<string[]> =>
  page.$$eval(names, (all) =>
    all
      .filter((one) => one.checkVisibility())
      .filter((one) => {
        const drawn = one.querySelector(".end") ?? one.querySelector(".whole");
        const text = document.createTreeWalker(drawn!, NodeFilter.SHOW_TEXT).nextNode() as Text | null;
        if (!drawn || !text) return true;
        const end = text.data.replace(/[\u2066-\u2069\s]+$/, "").length;
        const [letters, places] = [document.createRange(), [drawn, one, one.closest("[data-typed]")!, one.closest("[data-item]")!]];
        letters.setStart(text, Math.max(0, end - 12));
        letters.setEnd(text, end);
        return [...letters.getClientRects()].some(({ left, right, top, bottom, width }) =>
          width === 0 || places.map((place) => place.getBoundingClientRect()).some((box) => left < box.left - 1 || right > box.right + 1 || top < box.top - 2 || bottom > box.bottom + 2));
      })
      .map((one) => (one as HTMLElement).innerText),
  );

const looks = [MIDDLE, DESK].flatMap((size) => LANGUAGES.flatMap((language) => ["table", "grid"].map((view) => [view, size.width, language, size] as const)));
it.each(looks)("in a %s of %i px in %s the end of every title is in sight", async (view, _width, language, size) => {
  const page = await archive(size, language, view);
  expect(await page.locator("[data-list] [data-item]").count()).toBeGreaterThan(8);
  expect(await cut(page)).toEqual([]);
  // However long the end is, the sign of the cut has room before it.
  const unsigned = await page.$$eval("[data-item] [data-typed] .begin", (all) => all.filter((one) => one.getBoundingClientRect().width < 10).map((one) => one.parentElement?.textContent));
  expect(unsigned).toEqual([]);
  await page.context().close();
});

it.each([PHONE, SMALL].flatMap((size) => LANGUAGES.map((language) => [size.width, language, size] as const)))(
  "in the list of a window of %i px in %s the end of every title and file is in sight",
  async (_width, language, size) => {
    const page = await archive(size, language);
    expect(await page.locator("li[data-item]").count()).toBeGreaterThan(8);
    expect(await cut(page)).toEqual([]);
    await page.context().close();
  },
);

it("a name is cut once at most, and not at all where it fits", async () => {
  for (const [size, view] of [[DESK, "table"], [DESK, "grid"], [PHONE, null], [SMALL, null]] as const) {
    const page = await archive(size, "en", view);
    const wrong = await page.$$eval("[data-item] [data-typed] .ends", (all) =>
      all.flatMap((one) => {
        const [whole, begin, end] = [".whole", ".begin", ".end"].map((part) => one.querySelector<HTMLElement>(part));
        const plain = (whole?.textContent ?? "").replace(/[\u2066-\u2069]/g, "");
        if (!begin || !end) return plain.includes("…") ? [plain] : [];
        const two = one.classList.contains("two");
        const room = one.clientWidth * (two ? 1.6 : 1);
        const said = begin.scrollWidth + end.scrollWidth < room - 12 ? ["would fit"] : [];
        return [...said, ...(begin.textContent! + end.textContent! === plain ? [] : [`${begin.textContent}|${end.textContent}`]), ...(/…/.test(plain) ? [plain] : [])];
      }),
    );
    expect(wrong, `${size.width} px`).toEqual([]);
    await page.context().close();
  }
});

it("a screen reader hears a cut name once, and who copies it has the whole of it", async () => {
  const page = await archive(SMALL, "en");
  const row = page.locator("li[data-item]").nth(TITLED.findIndex(({ title }) => title === PAGES[1]));
  expect(await row.locator(".end").innerText()).toMatch(/page 2559 left\.jpg$|2559 left\.jpg$/);
  const heard = await row.locator("button.line").ariaSnapshot();
  expect(heard.split(PAGES[1]!).length - 1).toBe(1);
  expect(heard.split("2559 left").length - 1).toBe(1);
  const copied = await row.locator(".title").evaluate((title) => {
    getSelection()?.selectAllChildren(title);
    return getSelection()?.toString();
  });
  expect(copied).toBe(PAGES[1]);
  await page.context().close();
});

it.each([DESK, PHONE, SMALL])("a bundle names each page to its end at %o", async (size) => {
  const page = await archive(size, "en", size === DESK ? "table" : null);
  const at = TITLED.findIndex(({ title }) => title === PAGES[0]);
  for (const n of [at, at + 1]) await page.locator(size === DESK ? "[data-item] [data-choose]" : "li[data-item] input[type=checkbox]").nth(n).click();
  await page.click("[data-room=bundle]");
  await page.waitForSelector("#bundle-out");
  for (const name of PAGES) await page.locator(".what b", { hasText: name }).waitFor();
  const hidden = await page.$$eval(".what b", (all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflow !== "visible").length);
  expect(hidden).toBe(0);
  await page.context().close();
});
