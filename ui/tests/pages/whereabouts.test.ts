// A form in a real layout: the list of its parts follows the wheel, and a person who returns finds the question that
// was in view.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Chromium } from "./browser";
import { DESK, PHONE, type Size } from "./views";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.open();
});
afterAll(() => chromium.close());

async function form(size: Size, about: string): Promise<Page> {
  const opened = await chromium.tab();
  await chromium.show(opened, "more", "joined", { language: "en", size, theme: "light" });
  await go(opened.page, "form", about);
  return opened.page;
}
async function go(page: Page, screen: "form" | "more", about: string | null): Promise<void> {
  await page.evaluate(([screen, about]) => window.session?.go(screen, about), [screen, about] as const);
  await page.waitForSelector(screen === "form" ? "[data-step].current" : "main [data-screen=settings]");
  await page.evaluate(() => window.inside.quiet());
}
const current = (page: Page): Promise<(string | undefined)[]> =>
  page.evaluate(() => [...document.querySelectorAll<HTMLElement>("[data-part][aria-current=step]")].map((one) => one.dataset.part));
const inView = (page: Page, selector: string): Promise<boolean> =>
  page.evaluate((selector) => {
    const [box, one] = [document.querySelector("main"), document.querySelector(selector)].map((found) => found?.getBoundingClientRect());
    return box !== undefined && one !== undefined && one.top >= box.top - 1 && one.top < box.bottom;
  }, selector);

it("on a desk the part that is read is marked while one scrolls, to both ends", async () => {
  const page = await form(DESK, "detention");
  await page.mouse.move(DESK.width * 0.7, DESK.height / 2);
  expect(await current(page)).toEqual(["0"]);
  const met = new Set<string | undefined>();
  for (let turn = 0; turn < 120; turn += 1) {
    await page.mouse.wheel(0, 120);
    await page.waitForTimeout(35);
    (await current(page)).forEach((one) => met.add(one));
  }
  const parts = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>("[data-part]")].map((one) => one.dataset.part));
  expect([...met]).toEqual(parts);
  await page.mouse.wheel(0, -30_000);
  await page.waitForTimeout(200);
  expect(await current(page)).toEqual(["0"]);
  // A pressed part is the marked one, even if the end of the form keeps it from reaching the top.
  for (const part of parts) {
    // By a key: the list moves under the mouse, and the second half of a double press there counts for nothing.
    await page.press(`[data-part="${part}"]`, "Enter");
    await expect.poll(() => current(page)).toEqual([part]);
  }
  await page.context().close();
});

it.each([
  ["a phone", PHONE],
  ["a desk", DESK],
] as const)("on %s who comes back finds the question in view, and nothing in it takes the focus", async (_, size) => {
  const page = await form(size, "vote-count");
  while (!(await page.isVisible("#place-valid"))) await page.click("[data-do=next]");
  await page.click("#place-valid input");
  await page.keyboard.type("240");
  const [about, marked] = [await page.evaluate(() => window.session?.about ?? null), await current(page)];
  await go(page, "more", null);
  await go(page, "form", about);
  await page.waitForTimeout(150);
  expect(await inView(page, "#place-valid")).toBe(true);
  expect(await current(page)).toEqual(marked);
  expect(await page.evaluate(() => document.activeElement?.closest("[data-question]") === null)).toBe(true);
  await page.context().close();
});
