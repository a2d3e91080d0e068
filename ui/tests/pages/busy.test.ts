// The hand is held right after fast typing, on a busy page: the hold counts from the moment of the press.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Chromium } from "./browser";
import { PHONE } from "./views";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.open();
});
afterAll(() => chromium.close());

/** Blocks the page for so long, beginning `after` milliseconds from now. */
const block = (page: Page, after: number, ms: number): Promise<void> =>
  page.evaluate(
    ([after, ms]) =>
      void setTimeout(() => {
        const from = performance.now();
        while (performance.now() - from < ms);
      }, after),
    [after, ms] as const,
  );

it.each([
  ["where it is pressed", 0],
  ["in the middle", 900],
  ["where it is let go of", 1_800],
])("a hold of 2.3 s with a page that is busy for 600 ms %s is a whole hold", async (_, after) => {
  const page = await chromium.form("detention", PHONE, "en");
  await page.locator("textarea:visible, input:visible").first().focus();
  await page.keyboard.type("typed fast, and then the hand", { delay: 5 });
  await page.hover("[data-taken]");
  await block(page, after, 600);
  // A late event carries the time at which it happened.
  const pressed = page.mouse.down();
  await new Promise((resolve) => setTimeout(resolve, 2_300));
  await pressed;
  await page.mouse.up();
  await page.waitForSelector("[data-harmless]", { timeout: 1_500 });
  await page.context().close();
});

it("a short press is none, however busy the page is", async () => {
  const page = await chromium.form("detention", PHONE, "en");
  await page.hover("[data-taken]");
  await page.mouse.down();
  await block(page, 0, 2_600);
  const up = page.mouse.up();
  await new Promise((resolve) => setTimeout(resolve, 3_200));
  await up;
  expect(await page.locator("[data-harmless]").count()).toBe(0);
  await page.context().close();
});
