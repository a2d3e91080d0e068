// Every question of every shipped form, with a real mouse and real keys: no choice, tick or state moves the content
// below, and a hand that presses Tab and types on leaves each value in its own field.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Chromium } from "./browser";
import { DESK, PHONE, type Size } from "./views";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.open();
});
afterAll(() => chromium.close());

const NARROW: Size = { width: 400, height: 776 };
/** Independent parts of a form: cards, lines, outcomes, headings, folds and the ways on. */
const CARDS = ":is([data-question], .outcome, .part h2, summary, .add, .ways button, .row .top)";
/** Controls that choose by a press. */
const CHOICES = "[data-question] .given :is(input[type=radio], input[type=checkbox]), [data-question] .given select, .listed button";

/** Returns the place of every card in the scrolled content, by its name. */
function places(page: Page): Promise<Record<string, number>> {
  return page.evaluate((cards) => {
    const scrolled = document.querySelector("main")?.scrollTop ?? 0;
    const all = [...document.querySelectorAll<HTMLElement>(cards)].filter((one) => one.checkVisibility());
    return Object.fromEntries(all.map((one, at) => [`${at} ${one.closest("[id]")?.id} ${one.className}`, Math.round(one.getBoundingClientRect().top + scrolled)]));
  }, CARDS);
}

function moved(before: Record<string, number>, after: Record<string, number>): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.filter((name) => Math.abs((before[name] ?? NaN) - (after[name] ?? NaN)) > 1 || (name in before) !== (name in after)).map((name) => `${name}: ${before[name]} → ${after[name]}`);
}

/** Opens the folds of questions that the last answers made apply: this press may move content. */
async function openFolds(page: Page): Promise<void> {
  for (const list of await page.locator("[data-question] .given .ways button[aria-expanded=false]").all()) if (await list.isVisible()) await list.press("Enter");
  for (const fold of await page.locator("[data-depends=true]:not([open]) > summary").all()) if (await fold.isVisible()) await fold.press("Enter");
}

/** Adds a row to each list on the visible part. */
async function addRows(page: Page): Promise<void> {
  for (const add of await page.locator("[data-question]:not([data-rowed]) > .add").all()) {
    if (!(await add.isVisible()) || (await add.evaluate((one) => one.closest("[inert]") !== null))) continue;
    await add.click();
    await add.locator("xpath=..").evaluate((one) => one.setAttribute("data-rowed", ""));
    await page.evaluate(() => window.inside.quiet(60, 500));
  }
}

/** Runs `work` on each part of a form; on a desk all of it is one. */
async function everyPart(page: Page, work: () => Promise<void>): Promise<void> {
  for (let part = 0; part === 0 || (await page.locator("[data-do=next]").isVisible()); part += 1) {
    if (part > 0) await page.click("[data-do=next]");
    await work();
  }
}

async function settled(page: Page): Promise<void> {
  await page.waitForTimeout(120);
  await page.evaluate(() => window.inside.quiet(40, 300));
}

// Each form at one size by default; at both with TESTAMUR_WHOLE=1, which takes twice as long.
const HERE = [
  ["detention", NARROW, "ru"],
  ["vote-count", DESK, "ru"],
] as const;
const BEYOND = [
  ["detention", DESK, "en"],
  ["vote-count", NARROW, "kk"],
] as const;

describe.each(process.env.TESTAMUR_WHOLE === "1" ? [...HERE, ...BEYOND] : HERE)("the form %s in %o, %s", (form, size, language) => {
  it("moves nothing with any choice", async () => {
    const page = await chromium.form(form, size, language);
    const faults: string[] = [];
    let tried = 0;
    await everyPart(page, async () => {
      for (;;) {
        await addRows(page);
        await openFolds(page);
        const found = await page.evaluate((choices) => {
          const one = [...document.querySelectorAll<HTMLElement>(choices)].find((one) => one.checkVisibility() && !one.closest("[inert]") && !one.hasAttribute("data-tried"));
          one?.setAttribute("data-tried", "now");
          one?.scrollIntoView({ block: "center" });
          return one ? `${one.closest("[id^=place-]")?.id} ${one.tagName} ${(one as HTMLInputElement).value}` : null;
        }, CHOICES);
        if (found === null) break;
        tried += 1;
        await settled(page);
        const now = page.locator("[data-tried=now]");
        if (found.includes(" SELECT ")) {
          for (const option of await now.locator("option").evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value))) {
            const before = await places(page);
            await now.selectOption(option);
            await settled(page);
            faults.push(...moved(before, await places(page)).slice(0, 1).map((one) => `${found} ${option}: ${one}`));
          }
        } else {
          const before = await places(page);
          await now.click();
          await settled(page);
          // The next press at this place has to count.
          if (found.includes(" BUTTON ")) await page.waitForTimeout(700);
          faults.push(...moved(before, await places(page)).slice(0, 1).map((one) => `${found}: ${one}`));
        }
        await now.evaluate((one) => one.setAttribute("data-tried", "done"));
      }
    });
    expect(faults).toEqual([]);
    expect(tried).toBeGreaterThan(form === "detention" ? 150 : 20);
    await page.context().close();
  }, 600_000);

  it("moves nothing when it is said how it stands with an answer, and leads back into the field", async () => {
    const page = await chromium.form(form, size, language);
    const faults: string[] = [];
    await everyPart(page, async () => {
      await addRows(page);
      const ids = await page.$$eval("fieldset[data-question]", (all) => all.filter((one) => one.checkVisibility() && !one.closest("[inert]")).map((one) => one.id));
      for (const id of ids) {
        const card = page.locator(`[id="${id}"]`);
        await card.locator("[data-more]").scrollIntoViewIfNeeded();
        const before = await places(page);
        for (const state of ["unknown", "value"]) {
          // By a key: no mouse is quick enough for two separate presses at one place.
          await card.locator("[data-more]").press("Enter");
          faults.push(...moved(before, await places(page)).slice(0, 1).map((one) => `${id} opened: ${one}`));
          await card.locator(`[data-state=${state}]`).click();
          await page.waitForTimeout(20);
          faults.push(...moved(before, await places(page)).slice(0, 1).map((one) => `${id} ${state}: ${one}`));
        }
        const there = await page.evaluate((id) => {
          const [card, focused] = [document.getElementById(id), document.activeElement];
          const field = card?.contains(focused) && focused?.matches(":is(input, textarea)");
          return { field: field || card?.querySelector(".given .ways button") === focused, ticked: card?.querySelector(".control > svg") !== null && !card?.matches(".line") };
        }, id);
        if (!there.field) faults.push(`${id}: the focus is not in its field`);
        if (there.ticked) faults.push(`${id}: ticked with nothing in it`);
        await settled(page);
        faults.push(...moved(before, await places(page)).slice(0, 1).map((one) => `${id} later: ${one}`));
      }
    });
    expect(faults).toEqual([]);
    await page.context().close();
  }, 600_000);

  it("leaves each value in its own field, however fast one strikes Tab and types on", async () => {
    const page = await chromium.form(form, size, language);
    const faults: string[] = [];
    let fields = 0;
    await everyPart(page, async () => {
      await addRows(page);
      const first = page.locator("[data-question] .given :is(input, textarea)").filter({ visible: true }).first();
      if ((await first.count()) === 0) return;
      await first.focus();
      const typed: Record<string, string> = {};
      for (let at = 1; at < 400; at += 1) {
        const here = await page.evaluate(() => {
          const one = document.activeElement as HTMLInputElement;
          const question = one.closest("[data-question]");
          if (one.matches("[data-behind]")) return { what: "behind", id: `${question?.id} ${one.name || one.className}`, digits: false };
          if (!question || !one.closest(".given")) return { what: one.matches("[data-do=next], [data-act=seal], [data-summary] *, [data-given]") || one === document.body ? "end" : "other", id: one.id || one.className, digits: false };
          const choice = /^(radio|checkbox)$/.test(one.type);
          return { what: choice ? "choice" : one.matches("input:not([type=file]), textarea") ? "field" : "other", id: `[id="${question.id}"] [name="${one.name}"]`, digits: one.inputMode === "numeric" || one.inputMode === "decimal" };
        });
        if (here.what === "end") break;
        if (here.what === "behind") faults.push(`Tab stops at ${here.id}`);
        if (here.what === "choice") await page.keyboard.press("Space");
        if (here.what === "field") {
          fields += 1;
          // Short enough for the day of a month.
          typed[here.id] = here.digits ? String((at % 9) + 1) : `слово ${at}`;
          await page.keyboard.type(typed[here.id] ?? "");
        }
        await page.keyboard.press("Tab");
      }
      await settled(page);
      for (const [id, value] of Object.entries(typed)) {
        const stands = await page.locator(id).inputValue();
        if (stands !== value) faults.push(`${id} holds "${stands}" and not "${value}"`);
      }
      const left = await page.$$eval("[data-question] .given :is(input:not([type=radio], [type=checkbox], [type=file]), textarea)", (all) => (all as HTMLInputElement[]).filter((one) => one.checkVisibility() && !one.closest("[inert]") && one.value === "").map((one) => `${one.closest("[id]")?.id} ${one.name}`));
      faults.push(...left.map((one) => `${one} was passed by`));
    });
    expect(faults).toEqual([]);
    expect(fields).toBeGreaterThan(15);
    await page.context().close();
  }, 600_000);
});

describe("keys struck on the menu of an answer", () => {
  it("go on into its field, and what stands behind an answer is met by going back", async () => {
    const page = await chromium.form("detention", PHONE, "en");
    await page.focus("#place-dependants [data-more]");
    await page.keyboard.type("34");
    expect(await page.inputValue("#place-dependants [name=dependants]")).toBe("34");
    await page.focus("#place-health textarea");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("dependants");
    await page.keyboard.press("Shift+Tab");
    expect(await page.evaluate(() => document.activeElement?.matches("#place-health [data-more]"))).toBe(true);
    await page.context().close();
  });
});
