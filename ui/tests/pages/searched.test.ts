// A day typed into the search field, spelled as in the list: a button below the field narrows the list to it.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { LANGUAGES } from "../../src/texts/texts.svelte";
import { Chromium } from "./browser";
import { DESK, type Look, type Size, SMALL } from "./views";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.open();
});
afterAll(() => chromium.close());

async function archive(size: Size, language: Look["language"]): Promise<Page> {
  const opened = await chromium.tab();
  await chromium.show(opened, "office", "office-many", { language, size, theme: "light" });
  await opened.page.waitForSelector("li[data-item], [role=row][data-item]");
  return opened.page;
}

it.each([SMALL, DESK].flatMap((size) => LANGUAGES.map((language) => [size.width, language, size] as const)))("a day that is copied out of a list of %i px in %s and searched leads to all items of that day", async (_width, language, size) => {
  const page = await archive(size, language);
  const day = size === DESK ? await page.locator(".line .when span").first().innerText() : (await page.locator(".line .when span").first().innerText()).split(",")[0];
  await page.fill("[name=words]", day ?? "");
  const offered = page.locator("[data-searched-day]");
  await offered.waitFor();
  expect((await offered.boundingBox())?.y).toBeGreaterThan((await page.locator("[name=words]").boundingBox())?.y ?? Infinity);
  expect(await offered.innerText()).toContain("2026");
  await offered.click();
  await page.waitForSelector("[data-searched-day]", { state: "detached" });
  await page.waitForTimeout(300);
  expect(await page.inputValue("[name=words]")).toBe("");
  expect([await page.inputValue("[name=from]"), await page.inputValue("[name=to]")]).toEqual(["24.11.2026", "24.11.2026"]);
  expect(await page.locator("li[data-item], [role=row][data-item]").count()).toBeGreaterThan(3);
  await page.context().close();
});

it("the words of a search are searched beside the offer, and words that are no day offer nothing", async () => {
  const page = await archive(DESK, "en");
  await page.fill("[name=words]", "2041");
  await page.waitForTimeout(300);
  expect(await page.locator("[role=row][data-item]").count()).toBe(1);
  await page.fill("[name=words]", "fountain");
  expect(await page.locator("[data-searched-day]").count()).toBe(0);
  await page.context().close();
});
