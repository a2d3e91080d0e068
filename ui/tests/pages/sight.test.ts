// In the smallest window: the requested content is in sight, so is the next button, and words keep their places.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Language, LANGUAGES } from "../../src/texts/texts.svelte";
import type { ScreenName } from "../../src/session/screens";
import { intake } from "../../src/bridge/fake/office";
import { shareWords } from "../../src/bridge/fake/shares";
import { Chromium } from "./browser";
import { DESK, SMALL } from "./views";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.open();
});
afterAll(() => chromium.close());

const SIZE = { width: 320, height: 640 };

async function open(screen: ScreenName, language: Language): Promise<Page> {
  const opened = await chromium.tab();
  await chromium.show(opened, screen, "joined", { language, size: SIZE, theme: "light" });
  return opened.page;
}

/** Returns true if the whole element is visible and takes presses at its upper edge, its middle and its lower edge. */
async function inSight(page: Page, selector: string): Promise<boolean> {
  await page.waitForSelector(selector);
  await page.evaluate(() => window.inside.quiet());
  return page.locator(selector).first().evaluate((one) => {
    const { left, top, width, height } = one.getBoundingClientRect();
    return [3, height / 2, height - 3].every((y) => {
      const there = document.elementFromPoint(left + width / 2, top + y);
      return there !== null && (one.contains(there) || there.contains(one));
    });
  });
}

/** Holds an element until `comes` appears. */
async function hold(page: Page, selector: string, comes: string): Promise<void> {
  await page.locator(selector).first().hover();
  await page.mouse.down();
  await page.waitForSelector(comes, { timeout: 4_000 });
  await page.mouse.up();
}

it.each(LANGUAGES)("the last tap of the count can be taken back without a way to it while a video goes on, in %s", async (language) => {
  const page = await open("capture", language);
  await page.waitForSelector("[data-lens=ready]");
  await page.click("[data-do=video]");
  await page.click("[data-do=count]");
  await page.click("[data-tally]");
  expect(await inSight(page, ".pad [data-undo]")).toBe(true);
  await page.locator("[data-tally]").last().click();
  await page.click("[data-undo]");
  await page.context().close();
});

it.each(LANGUAGES)("the bar that destroys comes into sight with the choice of what it destroys, in %s", async (language) => {
  const page = await open("settings", language);
  await page.click("input[name=panic][value=keys]");
  expect(await inSight(page, "[data-panic]")).toBe(true);
  await page.context().close();
});

it.each(LANGUAGES)("the clock of the rehearsal that is to be held is in sight, in %s", async (language) => {
  const page = await open("settings", language);
  await page.click("[data-do=practise]");
  expect(await inSight(page, "[data-practise=hand] .hand")).toBe(true);
  await hold(page, "[data-practise=hand] .hand", "[data-practise=clock]");
  expect(await inSight(page, "[data-practise=clock] .face")).toBe(true);
  await page.context().close();
});

it.each(LANGUAGES)("a renewal that is pasted or scanned has its button in sight once its way is chosen, in %s", async (language) => {
  for (const way of ["paste", "scan"]) {
    const page = await open("status", language);
    await page.click(`[data-renewal] [data-way=${way}]`);
    await page.waitForSelector("[data-renewal] :is(textarea, [data-back])");
    expect(await inSight(page, way === "paste" ? "[data-renewal] [type=submit]" : "[data-renewal] [data-back]"), way).toBe(true);
    await page.context().close();
  }
});

it.each(LANGUAGES.flatMap((language) => [DESK, SMALL].map((size) => [language, size] as const)))("a passphrase that is wrong stands in sight with the words that say so, in %s in %o", async (language, size) => {
  const opened = await chromium.tab();
  await chromium.show(opened, "office", "office-few", { language, size, theme: "light" });
  const { page } = opened;
  const told = [intake({ state: "running" }), intake({ state: "failed", trouble: { code: "key-passphrase-wrong", item: null } })];
  await page.click("[data-room=intake]");
  await page.fill("#organisation", "/media/stick/org");
  await page.keyboard.press("Enter");
  for (const n of [0, 1]) await page.fill(`#share-${n}`, shareWords(n + 1));
  await page.fill("#key-passphrase", "coper");
  await page.evaluate((told) => Object.assign((window.session!.bridge as unknown as { shelf: object }).shelf, { intakes: told }), told);
  await page.keyboard.press("Enter");
  await page.waitForSelector("#key-passphrase-why strong, #key-passphrase-why b, #key-passphrase-why p");
  await page.waitForTimeout(300);
  expect([await inSight(page, "#key-passphrase"), await inSight(page, "#key-passphrase-why")]).toEqual([true, true]);
  await page.context().close();
});

it.each(LANGUAGES)("each tag's words stay in their tile, given or not, in %s", async (language) => {
  const page = await open("capture", language);
  await page.waitForSelector("[data-lens=ready]");
  await page.click("[data-do=photo]");
  await page.waitForSelector("[data-tag]");
  for (const given of [false, true]) {
    const over = await page.$$eval(
      "[data-tag]",
      (all, given) =>
        all.flatMap((one) => {
          one.setAttribute("aria-pressed", String(given));
          const words = document.createRange();
          words.selectNodeContents(one);
          const [box, text] = [one.getBoundingClientRect(), words.getBoundingClientRect()];
          return text.left < box.left + 3 || text.right > box.right - 3 || text.top < box.top + 1 || text.bottom > box.bottom - 1 ? [`${one.textContent?.trim()}: ${Math.round(text.width)} of ${Math.round(box.width)}`] : [];
        }),
      given,
    );
    expect(over, given ? "given" : "not given").toEqual([]);
  }
  await page.context().close();
});
