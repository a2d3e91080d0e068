// The report on paper: black on white in every theme, without any part of the window, within the sheet's edges, and
// every answer names its subject. Writes sheets to screenshots/print.
import { mkdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { LANGUAGES } from "../../src/texts/texts.svelte";
import { Chromium, SCREENSHOTS } from "./browser";
import { LIST, SHEET } from "./views";

const SHEETS = `${SCREENSHOTS}../print/`;

let chromium: Chromium;
beforeAll(async () => {
  mkdirSync(SHEETS, { recursive: true });
  chromium = await Chromium.open();
});
afterAll(() => chromium.close());

it.each(LANGUAGES.flatMap((language) => [[language, 1], [language, 3]] as const))("a report in %s about %i items", async (language, items) => {
  const opened = await chromium.tab();
  const { page } = opened;
  await chromium.show(opened, "office", "office-few", { language, size: LIST, theme: "dark" });
  for (let n = 0; n < items; n += 1) await page.locator("li[data-item] input[type=checkbox]").nth(n).click();
  await page.click("[data-room=report]");
  await page.waitForSelector(".report");
  await page.pdf({ path: `${SHEETS}report-${items}-${language}.pdf`, preferCSSPageSize: true });

  await page.emulateMedia({ media: "print" });
  await page.setViewportSize(SHEET);
  const found = await page.evaluate(() => [...window.inside.overflowing(), ...window.inside.cutOff(), ...window.inside.brokenWords()]);
  expect(found).toEqual([]);
  const paper = await page.evaluate(() => {
    const drawn = (selector: string): boolean => (document.querySelector(selector)?.getClientRects().length ?? 0) > 0;
    const grounds = [document.documentElement, ...document.querySelectorAll(".report, .report *")].map((one) => getComputedStyle(one).backgroundColor);
    return {
      grounds: [...new Set(grounds)].sort(),
      ink: getComputedStyle(document.querySelector(".report h1") ?? document.body).color,
      buttons: [...document.querySelectorAll("button, select, input")].filter((one) => one.getClientRects().length > 0).map((one) => one.textContent),
      window: drawn("nav") || drawn("[data-taken]") || drawn(".tools"),
      nameless: [...document.querySelectorAll("[data-question]")].filter((one) => !one.querySelector(".of")?.getClientRects().length).length,
    };
  });
  expect(paper).toEqual({ grounds: ["rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"], ink: "rgb(0, 0, 0)", buttons: [], window: false, nameless: 0 });
  await page.context().close();
});

it("a report made from a verdict has one way back on the screen and no button on paper", async () => {
  const opened = await chromium.tab();
  const { page } = opened;
  await chromium.show(opened, "office", "office-few", { language: "en", size: LIST, theme: "light" });
  await page.click("li[data-item] input[type=checkbox]");
  await page.click("[data-room=bundle]");
  await page.fill("#bundle-out", "/media/stick/bundle.zip");
  await page.click("main button[type=submit]");
  await page.click("[data-act=verify]");
  await page.click("[data-room=report]");
  await page.waitForSelector(".report");
  const buttons = (): Promise<string[]> => page.evaluate(() => [...document.querySelectorAll("main button, main select")].filter((one) => one.getClientRects().length > 0).map((one) => one.textContent?.trim() ?? ""));
  expect((await buttons()).filter((one) => one === "Back")).toEqual(["Back"]);
  await page.emulateMedia({ media: "print" });
  expect(await buttons()).toEqual([]);
  await page.context().close();
});

/** Returns the title of a PDF as Chromium writes it: words, or UTF-16 in hexadecimal digits. */
function titleOf(path: string): string {
  const [, words, digits] = /\/Title (?:\((.*?)\)|<FEFF([0-9A-F]*)>)/.exec(readFileSync(path, "latin1")) ?? [];
  return words ?? (digits ?? "").replace(/.{4}/g, (unit) => String.fromCharCode(Number.parseInt(unit, 16)));
}

it.each([
  ["en", 1, /^Verification report, [0-9a-f]{4} [0-9a-f]{4}, \d{4}-\d\d-\d\d \d\d-\d\d-\d\d$/],
  ["kk", 3, /^Тексеру есебі, \d{4}-\d\d-\d\d \d\d-\d\d-\d\d$/],
] as const)("the PDF of a report in %s about %i items is called by the report, and nothing of it stays in the window's title", async (language, items, title) => {
  const opened = await chromium.tab();
  const { page } = opened;
  await chromium.show(opened, "office", "office-few", { language, size: LIST, theme: "light" });
  for (let n = 0; n < items; n += 1) await page.locator("li[data-item] input[type=checkbox]").nth(n).click();
  await page.click("[data-room=report]");
  await page.waitForSelector(".report");
  const path = `${SHEETS}title-${language}.pdf`;
  await page.pdf({ path, preferCSSPageSize: true });
  expect(titleOf(path)).toMatch(title);
  expect(await page.title()).toBe("Testamur");
  await page.context().close();
});

it("the title holds while the system prints, and goes when the report is left or cannot be printed", async () => {
  const opened = await chromium.tab();
  const { page } = opened;
  const report = async (): Promise<void> => {
    await page.click("li[data-item] input[type=checkbox]");
    await page.click("[data-room=report]");
    await page.waitForSelector(".report");
  };
  await chromium.show(opened, "office", "office-few", { language: "en", size: LIST, theme: "light" });
  await report();
  await page.click(".tools .main");
  expect(await page.title()).toMatch(/^Verification report/);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  expect(await page.title()).toBe("Testamur");
  await page.click(".tools .main");
  await page.click(".tools button");
  await page.waitForSelector("li[data-item]");
  expect(await page.title()).toBe("Testamur");
  await page.evaluate(() => Object.assign(window.session?.bridge ?? {}, { print: () => Promise.reject({ code: "cannot-print" }) }));
  await page.click("[data-room=report]");
  await page.waitForSelector(".report");
  await page.click(".tools .main");
  await page.waitForSelector(".tools [role=alert]");
  expect(await page.title()).toBe("Testamur");
  await page.context().close();
});
