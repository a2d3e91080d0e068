// Ten thousand items in the list: opening it, moving through it and leaving it never block the window.
import { afterAll, beforeAll, expect, it } from "vitest";
import { Chromium, type Opened } from "./browser";
import { DESK, PHONE } from "./views";

/** Longest allowed task of the window, in milliseconds. */
const LONGEST = 100;

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.open();
});
afterAll(() => chromium.close());

it.each([PHONE, DESK])("ten thousand items never hold up a window of %o", async (size) => {
  const opened = await chromium.tab();
  const longest: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    await chromium.show(opened, "more", "many", { language: "ru", size, theme: "light" });
    longest.push(await chromium.longestTask(opened.page, () => throughTheList(opened)));
  }
  await opened.page.context().close();
  console.log(`longest tasks at ${size.width} px: ${longest.map((ms) => ms.toFixed(0)).join(", ")} ms`);
  expect(longest.sort((a, b) => a - b)[1]).toBeLessThan(LONGEST);
});

it("a task that holds up the window is found", async () => {
  const { page } = await chromium.tab();
  const longest = await chromium.longestTask(page, async () => {
    await page.evaluate(() => {
      const end = performance.now() + 1000;
      while (performance.now() < end);
    });
  });
  await page.context().close();
  expect(longest).toBeGreaterThan(LONGEST);
});

async function throughTheList({ page }: Opened): Promise<void> {
  await page.click("[data-screen=mine]");
  await page.waitForSelector("main [data-item]");
  // Down until no more rows come, as with a held key.
  let before = -1;
  for (let turn = 0; turn < 60; turn += 1) {
    const at = await page.evaluate(async () => {
      const list = [...document.querySelectorAll("main, main *")].find((one) => one.scrollHeight > one.clientHeight + 50 && /auto|scroll/.test(getComputedStyle(one).overflowY));
      list?.scrollBy(0, 20_000);
      await window.inside.quiet(20, 400);
      return list?.scrollTop ?? 0;
    });
    if (at === before) break;
    before = at;
  }
  await page.click("[data-screen=more]");
  await page.waitForSelector("main h1");
}
