// An interview and the settings, with a real mouse: no choice and no tick moves content on the screen.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { interview, untouched } from "../../src/bridge/fake/testimony";
import type { Draft, Step } from "../../src/bridge/types";
import { Chromium } from "./browser";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.open();
});
afterAll(() => chromium.close());

const SIZES = [
  { width: 400, height: 776 },
  { width: 1280, height: 800 },
] as const;
const CHOICES = "main :is(input[type=radio], input[type=checkbox], select, [data-known], [data-words-in], [data-refuse])";

function places(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() => {
    const scrolled = document.querySelector("main")?.scrollTop ?? 0;
    const all = [...document.querySelectorAll<HTMLElement>("main :is(label, legend, button, select, textarea, h2, [data-row], footer .row)")].filter((one) => one.checkVisibility({ visibilityProperty: true }));
    const seen = new Map<string, number>();
    return Object.fromEntries(
      all.map((one) => {
        const name = `${one.tagName} ${one.closest<HTMLElement>("[data-question]")?.dataset.question ?? ""} ${one.textContent?.trim().slice(0, 30)} ${one.id}`;
        seen.set(name, (seen.get(name) ?? 0) + 1);
        const { left, top } = one.getBoundingClientRect();
        return [`${name} ${seen.get(name)}`, `${Math.round(left)} ${Math.round(top + scrolled)}`];
      }),
    );
  });
}

/**
 * Chooses every choice, including those that a choice adds; returns the moved elements. Another language has other
 * words.
 */
async function chooseAll(page: Page): Promise<{ tried: number; faults: string[] }> {
  const faults: string[] = [];
  let tried = 0;
  for (;;) {
    const found = await page.evaluate((choices) => {
      const one = [...document.querySelectorAll<HTMLInputElement>(choices)].find((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && !one.closest("[inert]") && !one.hasAttribute("data-tried") && !/^(language|consent-language)$/.test(one.name));
      one?.setAttribute("data-tried", "now");
      one?.scrollIntoView({ block: "center" });
      return one ? { name: `${one.tagName} ${one.name || one.id || one.textContent} ${one.value}`, options: one instanceof HTMLSelectElement ? [...(one as HTMLSelectElement).options].map(({ value }) => value) : [] } : null;
    }, CHOICES);
    if (found === null) return { tried, faults };
    tried += 1;
    const now = page.locator("[data-tried=now]");
    for (const option of found.options.length > 0 ? found.options : [null]) {
      const before = await places(page);
      // An opened box over it closes when the focus leaves the box, as by Tab.
      if (option === null && (await page.locator("[data-over]").count()) > 0) await now.focus();
      if (option === null) await now.click();
      // The next press at this place has to count.
      if (found.name.startsWith("BUTTON")) await page.waitForTimeout(700);
      if (option !== null) await now.selectOption(option);
      await page.waitForTimeout(100);
      await page.evaluate(() => window.inside.quiet(60, 400));
      const after = await places(page);
      const moved = Object.keys(before).filter((name) => name in after && before[name] !== after[name]);
      if (moved.length > 0) faults.push(`${found.name} ${option ?? ""}: ${moved[0]} ${before[moved[0] ?? ""]} → ${after[moved[0] ?? ""]}`);
    }
    await now.evaluateAll((all) => all.forEach((one) => one.setAttribute("data-tried", "done")));
  }
}

describe.each(SIZES)("in %o", (size) => {
  const consent: Draft["consent"] = { ...interview(3).consent, written_down: "yes", language: "ru", risks_named: true, can_change_told: true, how: { kind: "witnessed", by: "x" } };
  const filed = { item: "c0".repeat(16), consent, child: "not-asked" as const, guardian: "not-asked" as const };
  const sections = [{ ...untouched("account"), lines: [{ text: "Подъехал автобус.", known: "saw" as const }] }];
  const read = sections.map((section) => ({ ...section, read_back: "right" as const }));
  const DRAFTS: readonly (readonly [Step, Partial<Draft>])[] = [
    ["before", {}],
    ["consent", {}],
    ["who", { consent, filed }],
    ["interview", { consent, filed, sections }],
    ["read-back", { consent, filed, sections }],
    ["sign-off", { consent, filed, sections: read }],
  ];

  it.each(DRAFTS)("no choice at the step %s of an interview moves anything", async (step, change) => {
    const opened = await chromium.tab();
    const { page } = opened;
    await chromium.show(opened, "more", "joined", { language: "ru", size, theme: "light" });
    const draft = interview(3, { step, ...change });
    await page.evaluate((draft) => Object.assign(window.session?.bridge ?? {}, { lock: "open", interviews: [draft] }), draft);
    await page.evaluate((about) => window.session?.go("testimony", about), `testimony-${draft.witness}`);
    await page.waitForSelector("[data-resume], [data-step]");
    if (await page.locator("[data-resume]").isVisible()) await page.click("[data-resume]");
    await page.waitForSelector(`[data-step=${step}]`);
    await page.evaluate(() => window.inside.quiet());
    const { tried, faults } = await chooseAll(page);
    expect(faults).toEqual([]);
    if (step !== "read-back") expect(tried).toBeGreaterThan(step === "who" ? 0 : 2);
    await page.context().close();
  });

  it.each(["not-asked", "no", "yes"] as const)("the first step has no more empty room than a line, heard before: %s", async (heard_before) => {
    const { page } = await chromium.tab();
    await chromium.show({ page, said: [] }, "more", "joined", { language: "ru", size, theme: "light" });
    const draft = interview(3, { step: "before", before: { ...interview(3).before, heard_before } });
    await page.evaluate((draft) => Object.assign(window.session?.bridge ?? {}, { lock: "open", interviews: [draft] }), draft);
    await page.evaluate((about) => window.session?.go("testimony", about), `testimony-${draft.witness}`);
    await page.waitForSelector("[data-step=before]");
    const gaps = await page.evaluate(() => {
      const seen = [...document.querySelectorAll<HTMLElement>("[data-step] :is(label, legend, p, button, select, textarea, h2)")].filter((one) => one.checkVisibility({ visibilityProperty: true })).map((one) => one.getBoundingClientRect()).sort((a, b) => a.top - b.top);
      let bottom = seen[0]?.bottom ?? 0;
      return seen.map((one) => {
        const gap = Math.round(one.top - bottom);
        bottom = Math.max(bottom, one.bottom);
        return gap;
      });
    });
    expect(gaps.length).toBeGreaterThan(20);
    expect(Math.max(...gaps)).toBeLessThan(70);
    await page.context().close();
  });

  it("no card of the consent has more empty room than a line under its answers", async () => {
    const { page } = await chromium.tab();
    await chromium.show({ page, said: [] }, "more", "joined", { language: "kk", size, theme: "light" });
    const draft = interview(3, { step: "consent" });
    await page.evaluate((draft) => Object.assign(window.session?.bridge ?? {}, { lock: "open", interviews: [draft] }), draft);
    await page.evaluate((about) => window.session?.go("testimony", about), `testimony-${draft.witness}`);
    await page.waitForSelector("[data-resume], [data-step]");
    if (await page.locator("[data-resume]").isVisible()) await page.click("[data-resume]");
    await page.waitForSelector("[data-step=consent] [data-use]");
    const empty = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("[data-use]")].map((card) => {
        const seen = [...card.querySelectorAll("label, select, button, p")].filter((one) => one.checkVisibility({ visibilityProperty: true }));
        return Math.round(card.getBoundingClientRect().bottom - Math.max(...seen.map((one) => one.getBoundingClientRect().bottom)));
      }),
    );
    expect(empty.length).toBeGreaterThan(5);
    expect(Math.max(...empty)).toBeLessThan(80);
    // The day that ends a use opens over the content that follows, and its words stay in the choice.
    await page.locator("[data-use] input[value=yes]").first().check({ force: true });
    const below = (): Promise<number> => page.evaluate(() => Math.round((document.querySelectorAll("[data-use]")[1]?.getBoundingClientRect().top ?? 0) + (document.querySelector("main")?.scrollTop ?? 0)));
    const select = page.locator("[data-use] select").first();
    await select.scrollIntoViewIfNeeded();
    const before = await below();
    await select.focus();
    await select.selectOption("day");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.id)).toMatch(/^day-/);
    await page.keyboard.press("Control+a");
    await page.keyboard.type("17.05.2031");
    await page.waitForTimeout(300);
    expect(await below()).toBe(before);
    await page.locator("[data-use] select").first().focus();
    expect(await select.evaluate((one: HTMLSelectElement) => one.selectedOptions[0]?.textContent?.replace(/[\u2068\u2069]/g, ""))).toContain("17.05.2031");
    await page.locator("h2").first().evaluate((one: HTMLElement) => (one.tabIndex = -1, one.focus()));
    expect(await page.locator("[data-use] .day").isVisible()).toBe(false);
    await page.context().close();
  });

  it("no choice in the settings moves anything", async () => {
    const opened = await chromium.tab();
    await chromium.show(opened, "settings", "joined", { language: "en", size, theme: "light" });
    const { tried, faults } = await chooseAll(opened.page);
    expect(faults).toEqual([]);
    expect(tried).toBeGreaterThan(3);
    await opened.page.context().close();
  });
});
