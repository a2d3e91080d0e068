// Every screen in every state: no finding of axe, targets for fingers, no cut text, everything reached by Tab, trouble
// explained. Writes pictures of all of it to screenshots/pages.
import { writeFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Chromium, SCREENSHOTS, picture } from "./browser";
import { accessible, designed, fitting, reachedByTab, Report } from "./checks";
import type { Fault } from "./inside/elements";
import { MOMENTS } from "./moments";
import { DESK, HELD, type Look, looks, PHONE, PLACES, REACHED, SMALL, type State, usual, words } from "./views";

/** True to try all looks of every state; otherwise a state without a look of its own on a screen is tried in one. */
const WHOLE = process.env.TESTAMUR_WHOLE === "1";
/** The window's content in the first look of every state so far. */
const shown = new Set<string>();

let chromium: Chromium;
const all: string[] = [];
beforeAll(async () => {
  chromium = await Chromium.open();
});
afterAll(async () => {
  await chromium.close();
  writeFileSync(`${SCREENSHOTS}faults.txt`, all.map((line) => `${line}\n`).join(""));
});

describe.concurrent("every screen in every state", () => {
  it.each(PLACES)("%s in %s keeps to the rules", async (place, state) => {
    const opened = await chromium.tab();
    const report = new Report();
    let before: Look | null = null;
    for (const look of looks(state)) {
      // A language mostly applies from the start; other looks are changed to.
      if (before === null || (usual(state) && before.language !== look.language)) await chromium.show(opened, place, state, look);
      else await chromium.turn(opened, look);
      const { page } = opened;
      const again = before === null && (await shownBefore(page)) && !usual(state) && !WHOLE;
      before = look;
      const found = [...(await fitting(page)), ...(await designed(page))];
      if (look.language === "en" || look.size === SMALL) found.push(...(await accessible(page)));
      if (photographed(state, look)) await page.screenshot({ path: picture(`${place}-${state}-${words(look)}`) });
      if (tabbed(state, look)) found.push(...(await reachedByTab(page)));
      report.add(opened, look, found);
      if (again) break;
    }
    await opened.page.context().close();
    const faults = report.lines(place, state);
    all.push(...faults);
    if (faults.length > 0) expect.fail(`${faults.length} faults:\n${faults.join("\n")}`);
  });
});

describe.concurrent("what one reaches by doing something", () => {
  it.each(MOMENTS.map((moment) => [`${moment.place} in ${moment.state}`, moment.name, moment] as const))("%s, %s, keeps to the rules", async (_, name, moment) => {
    const { place, state, stands, reach, refused, explained, looks = place === "capture" ? [...REACHED, ...HELD] : REACHED } = moment;
    const report = new Report();
    const opened = await chromium.tab();
    const { page } = opened;
    if (refused) await page.addInitScript(refuse, refused);
    for (const [at, look] of looks.entries()) {
      // The first look is reached by steps; the others are changed to. A moment that the change ended is reached again.
      if (at > 0) await chromium.turn(opened, look);
      if (at === 0 || (await page.locator(stands).count()) === 0) {
        await chromium.show(opened, place, state, look);
        await reach?.(page);
      }
      const found: Fault[] = [];
      await page.waitForSelector(stands, { timeout: 10_000 }).catch(() => found.push({ element: stands, what: "never came" }));
      await page.evaluate(() => window.inside.quiet(80, 500));
      await page.screenshot({ path: picture(`${place}-${state}-${name}-${words(look)}`) });
      found.push(...(await fitting(page)), ...(await accessible(page)), ...(await page.evaluate(() => window.inside.motionFaults())));
      if (explained) found.push(...(await page.evaluate((name) => window.inside.explainedFaults(`after "${name}"`), name)));
      report.add(opened, look, found);
    }
    await page.context().close();
    const faults = report.lines(`${place}, ${name}`, state);
    all.push(...faults);
    if (faults.length > 0) expect.fail(`${faults.length} faults:\n${faults.join("\n")}`);
  });
});

/** Returns true if another state has shown the same content. */
async function shownBefore(page: Page): Promise<boolean> {
  const stands = await page.evaluate(() => window.inside.stands());
  if (shown.has(stands)) return true;
  shown.add(stands);
  return false;
}

/** Runs in the page: refuses its camera and microphone. */
function refuse(name: string): void {
  navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", name));
}

function photographed(state: State, { size, theme, language, double }: Look): boolean {
  if (usual(state)) return double === true || theme === "sun" || size === PHONE || size === DESK;
  return language === "en" || size === SMALL;
}

function tabbed(state: State, { language, size, theme, double }: Look): boolean {
  return language === "en" && theme === "light" && (size === SMALL || (usual(state) && (size === DESK || double === true)));
}
