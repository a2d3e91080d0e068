// The text about the end of a device fits its place in every language: two texts that are cut to the same words would
// be useless.
import { afterAll, beforeAll, expect, it } from "vitest";
import { LANGUAGES } from "../../src/texts/texts.svelte";
import { Chromium, type Opened } from "./browser";
import { DESK, LIST, SMALL, SMALL_DESK } from "./views";

let chromium: Chromium;
let opened: Opened;
beforeAll(async () => {
  chromium = await Chromium.open();
  opened = await chromium.tab();
});
afterAll(() => chromium.close());

it.each(LANGUAGES)("doubts about signers stand uncut in the list, at every size, in %s", async (language) => {
  for (const size of [DESK, SMALL_DESK, { width: 1440, height: 900 }, { width: 1100, height: 768 }, LIST, { width: 400, height: 776 }, SMALL]) {
    await chromium.show(opened, "office", "office-doubts", { language, size, theme: "light" });
    const { page } = opened;
    await page.waitForSelector(".sub.doubt, li .note.care");
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>(".sub.doubt, li .note span")]
        .filter((one) => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight + 1)
        .map((one) => `${one.textContent}: ${one.scrollWidth}x${one.scrollHeight} in ${one.clientWidth}x${one.clientHeight}`),
    );
    expect(cut, `${size.width}`).toEqual([]);
  }
});
