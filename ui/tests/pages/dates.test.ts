// Dates, numbers and words are typed with real keys into every field of every shipped form, right, wrong, half and too
// long: the content below never moves, neither during typing nor after it.
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

/** Returns the place of every question in the scrolled content. */
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

/** Dates to type, field by field: right, with an impossible month, half, and whole in the first field. */
const DATES: Record<string, Record<string, string>> = {
  right: { day: "17", month: "05", year: "2026", time: "1420" },
  "month 13": { day: "17", month: "13", year: "2026" },
  half: { day: "17", year: "20" },
  "time alone": { time: "1420" },
  whole: { day: "17.05.2026 14:20" },
  unclear: { day: "где-то в середине мая" },
};

/** Texts to type into a number, by the field's kind. */
const NUMBERS = { numeric: ["many", "5000"], decimal: ["2,5", "12 345,678", "many"] } as const;
/** Longest text that is tried at its full length, in characters: no shipped form reports the length of longer ones. */
const LONG = 5_000;

/** Types into the fields of one card, then leaves it; returns the first move of any content. */
async function typeInto(page: Page, id: string, typed: Record<string, string>): Promise<string[]> {
  const faults: string[] = [];
  const before = await places(page);
  const look = async (when: string): Promise<void> => void faults.push(...(await moved(page, before)).map((one) => `${id} ${JSON.stringify(typed).slice(0, 60)} ${when}: ${one}`));
  for (const [part, words] of Object.entries(typed)) {
    const field = page.locator(`[id="${id}"] [name="${part}"], [id="${id}"] [name="${part}-from"]`).first();
    if (!(await field.isVisible())) continue;
    await field.focus();
    if (words.length < 60) await page.keyboard.type(words);
    else await page.keyboard.insertText(words);
    await look(`in ${part}`);
  }
  await page.waitForTimeout(250);
  await look("looked at");
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.waitForTimeout(350);
  await look("left");
  await page.locator(`[id="${id}"] .given :is(input:not([type=checkbox]), textarea)`).evaluateAll((all) => {
    for (const one of all as HTMLInputElement[]) {
      one.value = "";
      one.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
  });
  await page.waitForTimeout(200);
  await look("emptied");
  return faults.slice(0, 1);
}

/** Sets the precision and the own words of a number behind the menu of one card. */
async function sayBehind(page: Page, id: string): Promise<string[]> {
  const faults: string[] = [];
  const card = page.locator(`[id="${id}"]`);
  const before = await places(page);
  const look = async (when: string): Promise<void> => void faults.push(...(await moved(page, before)).map((one) => `${id} ${when}: ${one}`));
  await card.locator("[data-more]").first().press("Enter");
  for (const mode of ["about", "range", "exact"]) {
    await card.locator("[name^=mode-]").selectOption(mode);
    await look(mode);
  }
  await card.locator("[name^=words-]").fill("как сказано, и довольно длинно: около сорока, может быть и больше");
  await page.keyboard.press("Escape");
  await page.waitForTimeout(400);
  await look("in own words");
  await card.locator("[data-more]").first().press("Enter");
  await card.locator("[name^=words-]").fill("");
  await page.keyboard.press("Escape");
  await page.waitForTimeout(300);
  return faults.slice(0, 1);
}

/**
 * Adds a row to each list and answers the questions that other questions depend on: these steps may move content. Uses
 * Enter, since no mouse is at the next button in time.
 */
async function unfold(page: Page): Promise<void> {
  for (const add of await page.locator("[data-question] > .add").all()) if (await add.isVisible()) await add.press("Enter");
  await page.evaluate(() => window.inside.quiet(60, 500));
  await page.$$eval("[data-question] .given input:is([value=yes], [value=cell], [value=fine], [value=car])", (all) => {
    for (const yes of all as HTMLInputElement[]) if (yes.checkVisibility() && !yes.closest("[inert]")) yes.click();
  });
  await page.waitForTimeout(400);
  for (const fold of await page.locator("[data-depends=true]:not([open]) > summary").all()) if (await fold.isVisible()) await fold.press("Enter");
  await page.evaluate(() => window.inside.quiet(60, 500));
}

it.each(["ru", "kk", "en"] as const)("every date card of the detention form stands whole in a small window, in %s", async (language) => {
  const page = await chromium.form("detention", NARROW, language);
  const tall: string[] = [];
  let cards = 0;
  for (let part = 0; part === 0 || (await page.locator("[data-do=next]").isVisible()); part += 1) {
    if (part > 0) await page.click("[data-do=next]");
    await unfold(page);
    const found = await page.$$eval("fieldset[data-question]:has([name=day-from])", (all) => {
      const room = document.querySelector("main")?.clientHeight ?? 0;
      return all.filter((one) => one.checkVisibility()).map((one) => ({ id: one.id, height: one.getBoundingClientRect().height, room }));
    });
    cards += found.length;
    // At least a thumb's breadth of room, which shows that there is more.
    tall.push(...found.filter(({ height, room }) => height > room - 72).map(({ id, height, room }) => `${id}: ${height} px in ${room}`));
  }
  expect(tall).toEqual([]);
  expect(cards).toBeGreaterThan(8);
  await page.context().close();
}, 120_000);

interface Card {
  readonly id: string;
  readonly date: boolean;
  readonly line: boolean;
  readonly number: string | null;
  readonly decimal: boolean;
  /** A text, and its greatest length. */
  readonly text: string | null;
  readonly most: number;
}

const cards = (page: Page): Promise<Card[]> =>
  page.$$eval("fieldset[data-question]", (all) =>
    all
      .filter((one) => one.checkVisibility() && !one.closest("[inert]"))
      .map((one) => {
        const number = one.querySelector<HTMLInputElement>(".given [data-number]");
        const text = one.querySelector<HTMLInputElement>(".given [data-most]");
        return {
          id: one.id,
          date: one.querySelector("[name=day-from]") !== null,
          line: one.matches(".line"),
          number: number?.name ?? null,
          decimal: number?.inputMode === "decimal",
          text: text?.name ?? null,
          most: Number(text?.dataset.most ?? 0),
        };
      }),
  );

describe.each([
  ["detention", NARROW, "ru", { dates: 9, numbers: 6, texts: 14 }],
  ["vote-count", PHONE, "en", { dates: 3, numbers: 12, texts: 4 }],
] as const)("the form %s in %o, %s", (form, size, language, least) => {
  it("moves nothing with anything typed into it", async () => {
    const page = await chromium.form(form, size, language);
    const faults: string[] = [];
    const tried = { dates: 0, numbers: 0, texts: 0 };
    const behind = new Set<string>();
    for (let part = 0; part === 0 || (await page.locator("[data-do=next]").isVisible()); part += 1) {
      if (part > 0) await page.click("[data-do=next]");
      await unfold(page);
      for (const { id, date, line, number, decimal, text, most } of await cards(page)) {
        tried.dates += date ? 1 : 0;
        tried.numbers += number ? 1 : 0;
        tried.texts += text ? 1 : 0;
        // One date in every variant, of all others the three most frequent ones.
        const dates = Object.entries(DATES).filter(([name]) => tried.dates === 1 || /right|month|half/.test(name));
        const tries = date
          ? dates.map(([, typed]) => typed)
          : number
            ? NUMBERS[decimal ? "decimal" : "numeric"].map((typed) => ({ [number]: typed }))
            : text && most <= LONG
              ? [0.95, 1.1].map((part) => ({ [text]: "слово ".repeat(most).slice(0, Math.ceil(most * part)) }))
              : [];
        for (const typed of tries) faults.push(...(await typeInto(page, id, typed)));
        const kind = `${line} ${decimal}`;
        if (number === null || behind.has(kind)) continue;
        behind.add(kind);
        faults.push(...(await sayBehind(page, id)));
      }
    }
    expect(faults).toEqual([]);
    for (const [kind, count] of Object.entries(tried)) expect(count, kind).toBeGreaterThanOrEqual(least[kind as keyof typeof least]);
    await page.context().close();
  }, 600_000);
});
