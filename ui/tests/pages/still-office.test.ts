// An archivist's screens: a button that cannot be pressed says why, and what comes and goes has its place.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

/** Where everything of a kind stands, from the first of it on, whatever is scrolled. */
const places = (page: Page, selector: string): Promise<string[]> =>
  page.$$eval(selector, (all) => all.map((one) => one.getBoundingClientRect()).map(({ left, top }, _n, [first]) => `${Math.round(left)} ${Math.round(top - (first?.top ?? 0))}`));

/** A button that is greyed and its reason, which stands beside it and is named by it. */
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
