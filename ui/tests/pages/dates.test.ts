// A date or a number is typed with real keys, right, wrong and half: nothing that stands below it moves, neither while one
// types nor once it is left.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Chromium } from "./browser";
import { PHONE, type Size } from "./views";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.open();
});
afterAll(() => chromium.close());

const NARROW: Size = { width: 400, height: 776 };

/** Where every question stands within what scrolls. */
function places(page: Page): Promise<[string, number][]> {
  return page.evaluate(() => {
    const scrolled = document.querySelector("main")?.scrollTop ?? 0;
    const all = [...document.querySelectorAll<HTMLElement>("[data-question]")].filter((one) => one.checkVisibility());
    return all.map((one) => [one.id, one.getBoundingClientRect().top + scrolled]);
  });
}

async function moved(page: Page, before: [string, number][]): Promise<string[]> {
  const now = new Map(await places(page));
  return before.filter(([id, at]) => Math.abs((now.get(id) ?? NaN) - at) > 1).map(([id, at]) => `${id} by ${(now.get(id) ?? NaN) - at}`).slice(0, 1);
}

/** What is typed, field by field: right, a month that is none, half, and whole in the first field. */
const DATES: Record<string, Record<string, string>> = {
  right: { day: "17", month: "05", year: "2026", time: "1420" },
  "month 13": { day: "17", month: "13", year: "2026" },
  half: { day: "17", year: "20" },
  "time alone": { time: "1420" },
  whole: { day: "17.05.2026 14:20" },
  unclear: { day: "где-то в середине мая" },
};

/** Types into the fields of one card, then leaves it; gives what has moved on the way. */
async function typeInto(page: Page, id: string, typed: Record<string, string>): Promise<string[]> {
  const faults: string[] = [];
  const before = await places(page);
  const look = async (when: string): Promise<void> => void faults.push(...(await moved(page, before)).map((one) => `${id} ${JSON.stringify(typed)} ${when}: ${one}`));
  for (const [part, words] of Object.entries(typed)) {
    const field = page.locator(`[id="${id}"] [name="${part}"], [id="${id}"] [name="${part}-from"]`).first();
    if (!(await field.isVisible())) continue;
    await field.focus();
    await page.keyboard.type(words);
    await look(`in ${part}`);
  }
  await page.waitForTimeout(400);
  await look("400 ms later");
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.waitForTimeout(500);
  await look("left");
  await page.locator(`[id="${id}"] .given input:not([type=checkbox])`).evaluateAll((all) => {
    for (const one of all as HTMLInputElement[]) {
      one.value = "";
      one.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
  });
  await page.waitForTimeout(300);
  await look("emptied");
  return faults.slice(0, 1);
}

describe.each([
  [NARROW, "ru"],
  [PHONE, "en"],
] as const)("the detention form in %o, %s", (size, language) => {
  it("moves nothing with anything typed into a date or a number", async () => {
    const page = await chromium.form("detention", size, language);
    const faults: string[] = [];
    let [dates, numbers] = [0, 0];
    for (let part = 0; part === 0 || (await page.locator("[data-do=next]").isVisible()); part += 1) {
      if (part > 0) await page.click("[data-do=next]");
      for (const add of await page.locator("[data-question] > .add").all()) if (await add.isVisible()) await add.click();
      await page.evaluate(() => window.inside.quiet(60, 500));
      const cards = await page.$$eval("fieldset[data-question]", (all) =>
        all.filter((one) => one.checkVisibility() && !one.closest("[inert]")).map((one) => ({ id: one.id, date: one.querySelector("[name=day-from]") !== null, number: one.querySelector<HTMLInputElement>("[data-number]")?.name ?? null })),
      );
      for (const { id, date, number } of cards) {
        dates += date ? 1 : 0;
        numbers += number ? 1 : 0;
        // One of each kind in full, of all others the three that a hand meets most.
        const tries = date ? Object.entries(DATES).filter(([name]) => dates === 1 || /right|month|half/.test(name)).map(([, typed]) => typed) : number ? [{ [number]: "many" }, { [number]: "5000" }] : [];
        for (const typed of tries) faults.push(...(await typeInto(page, id, typed)));
      }
    }
    expect(faults).toEqual([]);
    expect(dates).toBeGreaterThan(4);
    expect(numbers).toBeGreaterThan(1);
    await page.context().close();
  }, 400_000);
});
