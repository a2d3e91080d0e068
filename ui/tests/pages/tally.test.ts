// The count under a thumb: a tap comes every quarter of a second, and no content may move between two of them.
import { afterAll, beforeAll, expect, it } from "vitest";
import { LANGUAGES } from "../../src/texts/texts.svelte";
import { Chromium } from "./browser";

let chromium: Chromium;

beforeAll(async () => {
  chromium = await Chromium.open();
});
afterAll(() => chromium.close());

it.each(LANGUAGES.flatMap((language) => [400, 1280].map((width) => [language, width] as const)))("on the sheet of a recording no sign moves with any tap, in %s at %i px", async (language, width) => {
  const opened = await chromium.tab();
  const { page } = opened;
  await chromium.show(opened, "capture", "joined", { language, size: { width, height: 800 }, theme: "light" });
  await page.waitForSelector("[data-lens=ready]");
  await page.click("[data-do=video]");
  await page.waitForSelector("[data-live=video]");
  await page.click("[data-do=count]");
  await page.waitForSelector("[data-tally]");
  const places = (): Promise<string[]> =>
    page.$$eval("[data-tally]", (all) => all.map((one) => one.getBoundingClientRect()).map(({ left, top }) => `${Math.round(left)} ${Math.round(top)}`));
  const before = await places();
  for (const code of ["baton", "baton", "mask", "person-to-van", "baton"]) {
    await page.click(`[data-tally=${code}]`);
    expect(await places(), code).toEqual(before);
  }
  await page.click("[data-undo]");
  expect(await places(), "undo").toEqual(before);
  await page.context().close();
});

it.each(LANGUAGES.flatMap((language) => [320, 480, 1280].map((width) => [language, width] as const)))("no sign moves with the first tap, in %s at %i px", async (language, width) => {
  const opened = await chromium.tab();
  const { page } = opened;
  await chromium.show(opened, "tally", "joined", { language, size: { width, height: 800 }, theme: "light" });
  const places = (): Promise<number[]> => page.$$eval("[data-tally]", (all) => all.map((one) => Math.round(one.getBoundingClientRect().top)));
  const before = await places();
  expect(before.length).toBeGreaterThan(8);
  await page.click("[data-tally]");
  await page.waitForFunction(() => [...document.querySelectorAll("main p span")].some((one) => /\b1\b/.test(one.textContent ?? "") && getComputedStyle(one).visibility === "visible"));
  expect(await places()).toEqual(before);
  await page.context().close();
});
