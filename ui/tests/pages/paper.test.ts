// A document on paper: black on white in every theme, without any part of the window, and within the sheet's edges.
// Writes sheets to screenshots/print.
import { mkdirSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ids } from "../../src/bridge/fake/ids";
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

it.each(LANGUAGES.flatMap((language) => (["testimony", "count"] as const).map((item) => [item, language] as const)))("a document prints alone: %s in %s", async (item, language) => {
  const opened = await chromium.tab();
  const { page } = opened;
  await chromium.show(opened, "office", "office-documents", { language, size: LIST, theme: "dark" });
  await page.click(`[data-item="${ids[item]}"] button.line`);
  await page.waitForSelector("[data-question]");
  await page.click("[data-print]");
  await page.waitForSelector("body > [data-paper]", { state: "attached" });
  await page.pdf({ path: `${SHEETS}document-${item}-${language}.pdf`, preferCSSPageSize: true });

  await page.emulateMedia({ media: "print" });
  await page.setViewportSize(SHEET);
  const found = await page.evaluate(() => [...window.inside.overflowing(), ...window.inside.cutOff(), ...window.inside.brokenWords()]);
  expect(found).toEqual([]);
  const paper = await page.evaluate(() => {
    const others = [...document.querySelectorAll("body > :not([data-paper])")].filter((one) => one.getClientRects().length > 0);
    const grounds = [document.documentElement, ...document.querySelectorAll("[data-paper], [data-paper] *")].map((one) => getComputedStyle(one).backgroundColor);
    return { grounds: [...new Set(grounds)].sort(), ink: getComputedStyle(document.querySelector("[data-paper] h1") ?? document.body).color, others: others.length };
  });
  expect(paper).toEqual({ grounds: ["rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"], ink: "rgb(0, 0, 0)", others: 0 });
  // WebKit cuts a caption in two at the foot of a page. A heading consists of lines of its own, in one block with its
  // table.
  const cut = await page.evaluate(() => {
    const tables = [...document.querySelectorAll("[data-paper] table")];
    const alone = tables.filter((one) => one.querySelector("caption") || !one.parentElement?.querySelector("p") || getComputedStyle(one.parentElement).breakInside !== "avoid");
    return { tables: tables.length > 0, alone: alone.length };
  });
  expect(cut).toEqual({ tables: item === "testimony", alone: 0 });
  await page.context().close();
});
