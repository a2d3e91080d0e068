// From the last field the keys lead on: Tab to the next part before the previous one, with a visible ring, and Enter
// never back.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { interview, untouched } from "../../src/bridge/fake/testimony";
import { Chromium } from "./browser";
import { PHONE } from "./views";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.open();
});
afterAll(() => chromium.close());

const FIELDS = ".current [data-question] :is(input:not([type=file], :disabled), textarea)";

/** Presses with the mouse in the last visible field; returns its name. */
async function last(page: Page, fields: string): Promise<void> {
  const all = page.locator(fields).filter({ visible: true });
  const one = all.nth((await all.count()) - 1);
  await one.scrollIntoViewIfNeeded();
  await one.click();
}

const ring = (page: Page): Promise<string> => page.evaluate(() => (document.activeElement ? `${getComputedStyle(document.activeElement).outlineStyle} ${getComputedStyle(document.activeElement).outlineWidth}` : ""));

it.each(["detention", "vote-count"])("the form %s", async (form) => {
  const page = await chromium.form(form, PHONE, "en");
  for (let part = 0; ; part += 1) {
    const next = page.locator("[data-do=next]");
    if ((await next.count()) === 0) break;
    const step = await page.getAttribute(".part.current", "data-step");
    if ((await page.locator(FIELDS).filter({ visible: true }).count()) > 0) {
      await last(page, FIELDS);
      for (let tabs = 0; tabs < 6 && !(await page.evaluate(() => document.activeElement?.closest(".ways"))); tabs += 1) await page.keyboard.press("Tab");
      expect(await page.evaluate(() => document.activeElement?.getAttribute("data-do")), `part ${part}`).toBe("next");
      expect(await ring(page)).toBe("solid 3px");
      await page.keyboard.press("Tab");
      expect(await page.evaluate(() => document.activeElement?.getAttribute("data-do"))).toBe(step === "0" ? null : "back");
    }
    await next.click();
    expect(Number(await page.getAttribute(".part.current", "data-step"))).toBe(Number(step) + 1);
  }
  await page.context().close();
});

it.each(["before", "consent", "interview"] as const)("the step %s of a testimony", async (step) => {
  const opened = await chromium.tab();
  const { page } = opened;
  await chromium.show(opened, "more", "joined", { language: "en", size: PHONE, theme: "light" });
  const consent = { ...interview(3).consent, written_down: "yes" as const, risks_named: true, can_change_told: true, how: { kind: "witnessed" as const, by: "x" } };
  const filed = { item: "c0".repeat(16), consent, child: "not-asked" as const, guardian: "not-asked" as const };
  const draft = interview(3, { step, ...(step === "interview" ? { consent, filed, sections: [untouched("account")] } : {}) });
  await page.evaluate((draft) => Object.assign(window.session?.bridge ?? {}, { lock: "open", interviews: [draft] }), draft);
  await page.evaluate((about) => window.session?.go("testimony", about), `testimony-${draft.witness}`);
  await page.waitForSelector("[data-resume], [data-step]");
  if (await page.locator("[data-resume]").isVisible()) await page.click("[data-resume]");
  await page.waitForSelector(`[data-step=${step}]`);
  await last(page, ".talk :is(input:not([type=file], :disabled), textarea)");
  const before = await page.getAttribute("[data-step]", "data-step");
  for (let tabs = 0; tabs < 8 && !(await page.evaluate(() => document.activeElement?.closest("footer"))); tabs += 1) await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.hasAttribute("data-next"))).toBe(true);
  expect(await ring(page)).toBe("solid 3px");
  expect(await page.getAttribute("[data-step]", "data-step")).toBe(before);
  await page.context().close();
});
