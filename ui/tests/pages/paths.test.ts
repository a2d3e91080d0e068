// A path longer than its field shows its end, the name of the file, however it was entered.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Chromium } from "./browser";
import { DESK, type Size, SMALL } from "./views";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.open();
});
afterAll(() => chromium.close());

const LONG = "/home/archivist/Documents/Invented Observers/2026/November/Square/handed over to the lawyers of the family/a-bundle-of-three.zip";
const MIDDLE: Size = { width: 1000, height: 800 };

async function verify(size: Size): Promise<Page> {
  const opened = await chromium.tab();
  await chromium.show(opened, "verify", "joined", { language: "en", size, theme: "light" });
  await opened.page.waitForSelector("#bundle-path");
  return opened.page;
}

/** Returns the pixels of the text behind the right edge of its field. */
const hidden = async (page: Page): Promise<number> => {
  await page.evaluate(() => window.inside.quiet(60, 400));
  return page.$eval("#bundle-path", (field) => field.scrollWidth - field.clientWidth - field.scrollLeft);
};
const longer = (page: Page): Promise<boolean> => page.$eval("#bundle-path", (field) => field.scrollWidth > field.clientWidth + 50);

it.each([SMALL, MIDDLE, DESK].map((size) => [size.width, size] as const))("the end of a long path is in sight at %i px: typed, left, come back to and left, chosen in the dialog, in a window that grew narrow", async (_width, size) => {
  const page = await verify(size);
  await page.focus("#bundle-path");
  await page.keyboard.type(LONG);
  expect(await longer(page)).toBe(true);
  expect(await hidden(page), "typed").toBeLessThanOrEqual(1);
  await page.keyboard.press("Tab");
  expect(await hidden(page), "left").toBeLessThanOrEqual(1);
  await page.focus("#bundle-path");
  await page.keyboard.press("Home");
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  expect(await hidden(page), "come back to and left").toBeLessThanOrEqual(1);
  await page.fill("#bundle-path", "");
  await page.evaluate((path) => ((window.session!.bridge as unknown as { shelf: { chosen: string } }).shelf.chosen = path), LONG);
  await page.click(".field .row button");
  await page.waitForFunction((path) => document.querySelector<HTMLInputElement>("#bundle-path")?.value === path, LONG);
  expect(await hidden(page), "chosen").toBeLessThanOrEqual(1);
  await page.setViewportSize({ ...size, width: size.width - 40 });
  expect(await hidden(page), "narrower").toBeLessThanOrEqual(1);
  await page.context().close();
});
