// An archivist's screens: a disabled button shows its reason, and changing content has a reserved place.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ids } from "../../src/bridge/fake/ids";
import { shareWords } from "../../src/bridge/fake/shares";
import { LANGUAGES } from "../../src/texts/texts.svelte";
import { Chromium } from "./browser";
import { DESK, type Look, type Size } from "./views";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.open();
});
afterAll(() => chromium.close());

const SIZES: Size[] = [{ width: 400, height: 776 }, DESK];

async function office(size: Size, language: Look["language"], state = "office-few"): Promise<Page> {
  const opened = await chromium.tab();
  await chromium.show(opened, "office", state, { language, size, theme: "light" });
  return opened.page;
}

/** Returns the places of all matching elements, relative to the first, in any scrolled position. */
const places = (page: Page, selector: string): Promise<string[]> =>
  page.$$eval(selector, (all) => all.map((one) => one.getBoundingClientRect()).map(({ left, top }, _n, [first]) => `${Math.round(left)} ${Math.round(top - (first?.top ?? 0))}`));

/** Returns whether a button is disabled, and its reason, which is beside it and which it refers to. */
const reason = (page: Page, button: string): Promise<[boolean, string]> => page.$eval(button, (one) => [(one as HTMLButtonElement).disabled, document.getElementById(one.getAttribute("aria-describedby") ?? "")?.textContent ?? ""]);

describe.each(SIZES)("in %o", (size) => {
  it.each(LANGUAGES)("a way to begin that is greyed says what is missing, and nothing moves when that is there, in %s", async (language) => {
    const page = await office(size, language);
    await page.click("[data-room=intake]");
    await page.waitForSelector("#organisation");
    const [greyed, why] = await reason(page, "main button[type=submit]");
    expect([greyed, why.length > 10]).toEqual([true, true]);
    await page.fill("#organisation", "/media/stick/org");
    expect(await reason(page, "main button[type=submit]")).toEqual([false, ""]);
    await page.keyboard.press("Enter");
    await page.waitForSelector("#share-1");
    await page.check("[name=from][value=folder]");
    await page.evaluate(() => window.inside.quiet(60, 400));
    const all = "main :is(button, input, h2, legend)";
    const before = await places(page, all);
    expect(await reason(page, "main button[type=submit]")).toEqual([true, why]);
    await page.fill("#source", "/media/stick/carried");
    expect(await reason(page, "main button[type=submit]")).toEqual([false, ""]);
    expect(await places(page, all)).toEqual(before);
    await page.context().close();
  });

  it.each(LANGUAGES)("a share that turns good moves nothing, and its ways in stay, in %s", async (language) => {
    const page = await office(size, language);
    await page.click("[data-room=intake]");
    await page.fill("#organisation", "/media/stick/org");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#share-1");
    await page.evaluate(() => window.inside.quiet(60, 400));
    const all = "main :is(textarea, [data-way], .ways label, legend, button[type=submit])";
    const before = await places(page, all);
    const words = shareWords(1);
    for (const typed of [words.slice(0, 40), words.slice(0, -4), words]) {
      await page.fill("#share-0", typed);
      await page.evaluate(() => window.inside.quiet(60, 400));
      expect(await places(page, all), typed.slice(-20)).toEqual(before);
    }
    expect(await page.locator("[data-share=good]").count()).toBe(1);
    await page.context().close();
  });

  it.each(LANGUAGES)("a document that is printed moves nothing, neither while the system's dialog is open nor after it, in %s", async (language) => {
    const page = await office(size, language);
    const row = page.locator("li[data-item] button.line");
    if ((await row.count()) > 0) await row.first().click();
    await page.waitForSelector("[data-print]");
    await page.evaluate(() => {
      Object.assign(window.session!.bridge, {
        print: () => new Promise((done) => Object.assign(window, { close: () => done({ became: "saved", path: "/home/archivist/Documents/Invented Observers/2026/November/Рассказ свидетеля-5a5a 5a5a, 2026-11-30.pdf" }) })),
      });
      return window.inside.quiet(300, 2_000);
    });
    // The verdict on the item comes without a request, late on a busy machine, and has rows of its own.
    await page.waitForSelector("[data-glance], [data-short]");
    await page.evaluate(() => window.inside.quiet(60, 400));
    const all = "[data-preview] :is(dl, dt, h2, summary, [data-print]), main :is(dl, dt, h2, [data-print])";
    const before = await places(page, all);
    expect(before.length).toBeGreaterThan(4);
    await page.click("[data-print]");
    await page.evaluate(() => window.inside.quiet(60, 400));
    expect(await places(page, all), "the dialog is open").toEqual(before);
    await page.evaluate(() => window.close());
    await page.waitForSelector("[data-became=saved]");
    await page.evaluate(() => window.inside.quiet(60, 400));
    expect(await places(page, all), "it is written").toEqual(before);
    await page.context().close();
  });
});

describe.each([{ width: 320, height: 640 }, { width: 1200, height: 800 }])("in %o", (size) => {
  it.each(LANGUAGES)("an account that may hold a name is opened first, and no tick of its card moves anything, in %s", async (language) => {
    const page = await office(size, language, "office-documents");
    await page.waitForSelector("li[data-item], [role=row][data-item]");
    await page.evaluate((item) => {
      (window.session!.bridge as unknown as { shelf: { allowed: unknown } }).shelf.allowed = [{ item, asked: true, named: true, uses: ["court-here"] }];
    }, ids.testimony);
    await page.keyboard.press("Control+a");
    await page.click("[data-room=bundle]");
    await page.selectOption("#purpose", "court-here");
    await page.click("[data-named] summary");
    await page.evaluate(() => window.inside.quiet(60, 400));
    const all = "main form .what :is(legend, summary, p, input, label, button)";
    const before = await places(page, all);
    for (const tick of ["[data-looked]", "[data-looked]", "[data-held-up] [data-withhold]", "[data-held-up] [data-withhold]"]) {
      await page.locator(tick).first().press("Space");
      await page.evaluate(() => window.inside.quiet(60, 400));
      expect(await places(page, all), tick).toEqual(before);
    }
    await page.context().close();
  });
});

describe.each([{ width: 320, height: 640 }, { width: 480, height: 800 }, { width: 740, height: 800 }, DESK])("in %o", (size) => {
  it.each(LANGUAGES)("the verdict that comes moves nothing of the item, in %s", async (language) => {
    const page = await office(size, language);
    await page.waitForSelector("li[data-item], [role=row][data-item]");
    await page.evaluate(() => {
      const core = window.session!.bridge;
      const judge = core.judge.bind(core);
      const wrong = { status: "failed", code: "media-digest", count: 1, details: [], items: [], about: 0, files: [] } as const;
      core.judge = async (items) => {
        await new Promise<void>((go) => Object.assign(window, { judged: go }));
        const verdict = await judge(items);
        const bad = (answers: (typeof verdict)["answers"]) => answers.map((one) => (one.question === "content" ? { ...one, status: "failed" as const, reasons: [wrong] } : one));
        return { ...verdict, items: verdict.items.map((one) => ({ ...one, item: items[0] ?? one.item, answers: bad(one.answers) })) };
      };
    });
    const row = page.locator("li[data-item] button.line");
    if ((await row.count()) > 0) await row.first().click();
    else await page.keyboard.press("ArrowDown");
    await page.waitForSelector("[data-print]");
    await page.waitForFunction(() => "judged" in window);
    await page.evaluate(() => window.inside.quiet(300, 2_000));
    const all = "main :is(.preview .title, section h2, [data-preview] h3, [data-print], .actions button)";
    const above = async (): Promise<string[]> => {
      const stand = await places(page, all);
      const order = await page.$$eval(all, (them) => them.findIndex((one) => one.id === "answers" || one.closest("[data-answers]")));
      return order < 0 ? stand : stand.slice(0, order);
    };
    const before = await above();
    expect(before.length).toBeGreaterThan(2);
    await page.evaluate(() => (window as unknown as { judged: () => void }).judged());
    await page.waitForSelector("[data-glance], [data-short]");
    await page.evaluate(() => window.inside.quiet(60, 400));
    expect(await above()).toEqual(before);
    await page.context().close();
  });
});

it.each(LANGUAGES)("in the smallest window a day that is left moves no condition, be it a day or none, in %s", async (language) => {
  const page = await office({ width: 320, height: 640 }, language, "office-many");
  await page.click("[data-narrow]");
  await page.locator("[name=from]").scrollIntoViewIfNeeded();
  await page.evaluate(() => document.querySelector("[name=to]")?.scrollIntoView({ block: "center" }));
  await page.evaluate(() => window.inside.quiet(60, 400));
  const stand = (): Promise<number[]> => page.$$eval("#conditions :is(input, select, button)", (all) => all.map((one) => Math.round(one.getBoundingClientRect().top)));
  const before = await stand();
  for (const [typed, key] of [["1.2.2019", "Tab"], ["17 foo", "Tab"], ["31.02.2020", "Enter"], ["", "Enter"]] as const) {
    await page.focus("[name=from]");
    await page.fill("[name=from]", typed);
    await page.keyboard.press(key);
    await page.evaluate(() => window.inside.quiet(100, 1_000));
    expect(await stand(), `after ${typed}`).toEqual(before);
  }
  await page.context().close();
});
