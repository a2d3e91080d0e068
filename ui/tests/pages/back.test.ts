// Back from an item to Mine: the row has its previous place, also at the end of the list and with late content above
// it.
import { afterAll, beforeAll, expect, it } from "vitest";
import { Chromium } from "./browser";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.open();
});
afterAll(() => chromium.close());

const SIZES = [{ width: 480, height: 800 }, { width: 400, height: 776 }, { width: 1280, height: 800 }];

it.each(SIZES)("the row is where it was in %o", async (size) => {
  const opened = await chromium.tab();
  const { page } = opened;
  await chromium.show(opened, "mine", "trial", { language: "ru", size, theme: "light" });
  await page.evaluate(() => {
    const core = window.session?.bridge as unknown as { looking: unknown; sending: () => Promise<unknown>; listed: { item: string }[] };
    const [first] = core.listed;
    core.listed = Array.from({ length: 40 }, (_, n) => ({ ...first, item: n.toString(16).padStart(32, "0") })) as typeof core.listed;
    // A late answer, as from a busy core.
    const plain = core.sending.bind(core);
    core.sending = async () => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return plain();
    };
    window.session?.go("more");
  });
  for (const [row, by] of [[39, 100_000], [37, -90], [20, -1_500], [1, -100_000]] as const) {
    await page.evaluate(() => window.session?.go("mine"));
    await page.waitForSelector("[data-sending]");
    await page.locator(".scroller").evaluate((one, by) => one.scrollTo(0, by < 0 && by > -5_000 ? one.scrollHeight - one.clientHeight + by : by), by);
    await page.waitForTimeout(100);
    const place = (): Promise<number> => page.evaluate((row) => Math.round(document.querySelector(`[data-row="${row}"]`)?.getBoundingClientRect().top ?? -1), row);
    const before = await place();
    // Playwright's own click would scroll to it first.
    await page.locator(`[data-row="${row}"] .open`).evaluate((one: HTMLElement) => one.click());
    await page.waitForFunction(() => window.session?.screen !== "mine");
    const item = row.toString(16).padStart(32, "0");
    await page.evaluate((item) => window.session?.go("mine", item), item);
    await page.waitForSelector(`[data-row="${row}"]`);
    await page.waitForTimeout(700);
    expect([row, await place()]).toEqual([row, before]);
    expect(await page.evaluate(() => document.activeElement?.getAttribute("data-row"))).toBe(String(row));
    await page.evaluate(() => window.session?.go("more"));
    await page.waitForTimeout(50);
  }
  await page.context().close();
});
