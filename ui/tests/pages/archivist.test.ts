// An archivist in a small window, with a real mouse, wheel and keys: ticks, pictures, bundles and verdicts.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Language, LANGUAGES } from "../../src/texts/texts.svelte";
import { Chromium } from "./browser";
import { DESK, DOUBLE, type Look, type Size } from "./views";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.open();
});
afterAll(() => chromium.close());

const SMALL: Size = { width: 400, height: 776 };
const MIDDLE: Size = { width: 480, height: 800 };

async function archive(look: Partial<Look> = {}, state = "office-many"): Promise<Page> {
  const opened = await chromium.tab();
  await chromium.show(opened, "office", state, { language: "en", size: SMALL, theme: "light", ...look });
  await opened.page.waitForSelector("li[data-item], [role=row][data-item]");
  return opened.page;
}

/** Returns true if the whole element is visible and a press in its middle hits it. */
const inSight = (page: Page, selector: string): Promise<boolean> =>
  page.locator(selector).first().evaluate((one) => {
    const { left, top, bottom, width, height } = one.getBoundingClientRect();
    const place = one.closest("main")?.getBoundingClientRect();
    const met = document.elementFromPoint(left + width / 2, top + height / 2);
    return place !== undefined && height > 0 && top >= place.top - 1 && bottom <= place.bottom + 1 && met !== null && (one.contains(met) || met.contains(one));
  });

const scrolledTo = (page: Page): Promise<number> => page.locator("main").evaluate((main) => main.scrollTop);

async function chooseThree(page: Page): Promise<void> {
  for (const n of [0, 1, 2]) await page.locator("li[data-item] input[type=checkbox]").nth(n).check();
}

/** Returns the place of each rendered row. */
const rows = (page: Page): Promise<Record<string, number>> =>
  page.locator("li[data-item]").evaluateAll((all) => Object.fromEntries(all.map((one) => [one.getAttribute("data-item") ?? "", Math.round(one.getBoundingClientRect().top)])));

it.each([SMALL, MIDDLE].flatMap((size) => LANGUAGES.map((language) => [size.width, language, size] as const)))("a tick moves no row of a list of %i px, in %s", async (_width, language, size) => {
  const page = await archive({ size, language });
  for (const at of [0, 500, 60_000]) {
    await page.locator("main").evaluate((main, top) => (main.scrollTop = Math.min(top, main.scrollHeight)), at);
    await page.waitForTimeout(150);
    const before = await rows(page);
    const ticks = await page.locator("li[data-item] input").evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).filter(({ top }) => top > 220 && top < 500).map(({ left, top }) => [left + 12, top + 12] as const));
    expect(ticks.length).toBeGreaterThan(1);
    for (const [x, y] of ticks.slice(0, 2)) {
      await page.mouse.click(x, y);
      await page.waitForTimeout(60);
      expect(await rows(page), `ticked at ${at}`).toEqual(before);
    }
    expect(await page.locator("li[data-item] input:checked").count()).toBe(2);
    for (const act of ["[data-room=bundle]", "[data-room=report]"]) expect(await inSight(page, `.chosen ${act}`), act).toBe(true);
    for (const [x, y] of ticks.slice(0, 2)) await page.mouse.click(x, y);
    await page.waitForTimeout(60);
    expect(await rows(page), `taken back at ${at}`).toEqual(before);
  }
  await page.context().close();
});

it("the bar of what is chosen covers the last row at no end, and no row shows around it", async () => {
  const page = await archive({}, "office-few");
  await page.locator("li[data-item] input").first().check();
  await page.locator("main").evaluate((main) => (main.scrollTop = main.scrollHeight));
  await page.waitForTimeout(150);
  expect(await inSight(page, "li[data-item]:last-child button.line")).toBe(true);
  await page.locator("main").evaluate((main) => (main.scrollTop = 0));
  await page.waitForTimeout(150);
  const slit = await page.evaluate(() => {
    const [bar, main] = [".chosen", "main"].map((one) => document.querySelector(one)?.getBoundingClientRect() ?? new DOMRect());
    return Math.round((main?.bottom ?? 0) - (bar?.bottom ?? 0));
  });
  expect(slit).toBe(0);
  // The focus after a Tab is never below the bar.
  await page.locator("li[data-item] input").nth(1).focus();
  for (let n = 0; n < 9; n += 1) {
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => {
      const at = document.activeElement?.getBoundingClientRect();
      return at !== undefined && at.bottom <= (document.querySelector(".chosen")?.getBoundingClientRect().top ?? 0) + 1;
    })).toBe(true);
  }
  await page.context().close();
});

it("the wheel over an item's picture scrolls its page, with Ctrl and in full screen it zooms", async () => {
  const page = await archive({}, "office-few");
  await page.locator("li[data-item] button.line").first().click();
  await page.waitForSelector("[data-ready] img");
  const width = (): Promise<number> => page.locator("[data-ready] .box img").evaluate((one) => one.getBoundingClientRect().width);
  const fitted = await width();
  await page.locator("[data-ready] .box").scrollIntoViewIfNeeded();
  const before = await scrolledTo(page);
  await page.hover("[data-ready] .box");
  await page.mouse.wheel(0, 120);
  await page.waitForTimeout(200);
  expect(await scrolledTo(page)).toBeGreaterThan(before + 60);
  await page.hover("[data-ready] .box");
  const low = await scrolledTo(page);
  await page.mouse.wheel(0, -60);
  await page.waitForTimeout(200);
  expect(await scrolledTo(page)).toBeLessThan(low);
  expect(await width()).toBe(fitted);
  await page.hover("[data-ready] .box");
  const still = await scrolledTo(page);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -120);
  await page.keyboard.up("Control");
  await page.waitForTimeout(100);
  expect(await width()).toBeGreaterThan(fitted * 1.2);
  expect(await scrolledTo(page)).toBe(still);
  // A zoomed picture also lets the wheel scroll the page.
  await page.mouse.wheel(0, 120);
  await page.waitForTimeout(200);
  expect(await scrolledTo(page)).toBeGreaterThan(still);
  await page.keyboard.press("f");
  await page.waitForSelector(".place.large");
  const large = await width();
  await page.mouse.move(200, 300);
  await page.mouse.wheel(0, -120);
  await page.waitForTimeout(100);
  expect(await width()).toBeGreaterThan(large * 1.2);
  await page.context().close();
});

it.each(([[SMALL, "en"], [SMALL, "ru"], [MIDDLE, "kk"], [DESK, "en"]] as const).map(([size, language]) => [size.width, language, size] as const))(
  "after a bundle is written, and after it is judged, the outcome stands in sight with its name, at %i px in %s",
  async (_width, language: Language, size) => {
    const page = await archive({ size: SMALL, language }, "office-few");
    await chooseThree(page);
    await page.click(".chosen [data-room=bundle]");
    await page.waitForFunction(() => document.activeElement?.id === "bundle-out");
    await page.setViewportSize(size);
    await page.fill("#bundle-out", "/home/a/Documents/Evidence of 9 June/bundle-2026-06-09.zip");
    await page.click("form button[type=submit]");
    await page.waitForSelector("#bundle-made");
    await page.waitForTimeout(100);
    for (const one of ["#bundle-made", "[data-made-name]", "[data-made-folder]", "[data-readable]", "[data-act=verify]"]) expect(await inSight(page, one), one).toBe(true);
    expect(await page.textContent("[data-made-name]")).toContain("bundle-2026-06-09.zip");
    expect(await page.textContent("[data-made-folder]")).toContain("/home/a/Documents/Evidence of 9 June");
    expect(await page.evaluate(() => document.activeElement?.matches("[data-act=verify]"))).toBe(true);
    await page.keyboard.press("Enter");
    await page.waitForSelector("#verdict");
    await page.waitForTimeout(200);
    for (const one of ["#verdict", "[data-sum] .sum"]) expect(await inSight(page, one), one).toBe(true);
    expect(await page.textContent("#verdict")).toContain("bundle-2026-06-09.zip");
    await page.context().close();
  },
);

it.each([1, 3, 12].map((count) => [count] as const))("at a desk, path and button of a bundle of %i items are in sight, and so is what goes in", async (count) => {
  const page = await archive({ size: DESK }, "office-few");
  for (let n = 0; n < count; n += 1) {
    await page.keyboard.press("x");
    await page.keyboard.press("j");
  }
  await page.keyboard.press("b");
  // An item of the witness compartment moves the focus to the text about it.
  await page.waitForFunction(() => document.activeElement?.matches("#bundle-out, [data-refused]"));
  await page.waitForTimeout(150);
  for (const one of ["h1", "#bundle-out", "form button[type=submit]", "form li[data-item] .picture"]) expect(await inSight(page, one), one).toBe(true);
  await page.context().close();
});

it.each([SMALL, MIDDLE].flatMap((size) => LANGUAGES.map((language) => [size.width, language, size] as const)))("path and button of a bundle are in sight at %i px, in %s", async (_width, language, size) => {
  const page = await archive({ size, language }, "office-few");
  await chooseThree(page);
  await page.click(".chosen [data-room=bundle]");
  await page.waitForFunction(() => document.activeElement?.id === "bundle-out");
  await page.waitForTimeout(150);
  for (const one of ["#bundle-out", "form button[type=submit]"]) expect(await inSight(page, one), one).toBe(true);
  await page.context().close();
});

it.each(([[SMALL, false], [SMALL, true], [{ width: 320, height: 640 }, false], [{ width: 320, height: 640 }, true], [DOUBLE, true], [{ width: 640, height: 400 }, false], [{ width: 1280, height: 560 }, true]] as const).flatMap(([size, double]) => LANGUAGES.map((language) => [`${size.width}x${size.height}`, double, language, size] as const)))(
  "Show all is whole and can be pressed at %s, twice as large: %s, in %s",
  async (_words, double, language, size) => {
    const page = await archive({ size, double, language });
    await page.fill("[name=words]", "img");
    const button = page.locator("[data-empties]").first();
    await button.waitFor();
    await page.waitForTimeout(250);
    await button.scrollIntoViewIfNeeded();
    const whole = await button.evaluate((one) => {
      const { left, right, top, bottom } = one.getBoundingClientRect();
      return { fits: one.scrollWidth <= one.clientWidth + 1 && one.scrollHeight <= one.clientHeight + 1, inside: left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight };
    });
    expect(whole).toEqual({ fits: true, inside: true });
    expect(await inSight(page, "[data-empties]")).toBe(true);
    await page.context().close();
  },
);

it("in a small window Ctrl+F leads to the search, from the list and from an item", async () => {
  const page = await archive();
  const searching = (): Promise<boolean> => page.evaluate(() => document.activeElement?.matches("[name=words]") ?? false);
  await page.locator("main").evaluate((main) => (main.scrollTop = 4_000));
  await page.keyboard.press("Control+f");
  expect(await searching()).toBe(true);
  await page.waitForTimeout(100);
  expect(await inSight(page, "[name=words]")).toBe(true);
  await page.keyboard.type("img");
  await page.keyboard.press("Control+f");
  await page.keyboard.type("jpg");
  expect(await page.inputValue("[name=words]")).toBe("jpg");
  await page.waitForSelector("li[data-item]");
  await page.locator("li[data-item] button.line").first().click();
  await page.waitForSelector("[data-step=next]");
  await page.keyboard.press("Control+f");
  await page.waitForSelector("[name=words]");
  expect(await searching()).toBe(true);
  expect(await page.inputValue("[name=words]")).toBe("jpg");
  await page.context().close();
});

it.each(LANGUAGES)("however large text is, no way of the bar lies under the hand or out of reach, in %s", async (language) => {
  const page = await archive({ double: true, language });
  const reached = await page.locator("nav button").evaluateAll((all) =>
    all.map((one) => {
      one.scrollIntoView({ inline: "nearest" });
      const { left, width, top, height } = one.getBoundingClientRect();
      return one.contains(document.elementFromPoint(left + width / 2, top + height / 2));
    }),
  );
  expect(reached.every(Boolean)).toBe(true);
  expect(await page.locator("[data-taken]").evaluate((hand) => hand.getBoundingClientRect().right <= innerWidth)).toBe(true);
  expect(await page.locator("[name=words]").evaluate((field) => field.clientWidth)).toBeGreaterThan(200);
  await page.context().close();
});
