// Text at 200 % by the system's setting: WebKitGTK zooms the page, so that a window of 400 x 776 has 200 x 388 CSS
// pixels. Every screen is used in such a window: it scrolls down, never sideways, and the bar and the hand stay in
// sight.
import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LANGUAGES } from "../../src/texts/texts.svelte";
import { Chromium, picture, SCREENSHOTS } from "./browser";
import { Report } from "./checks";
import type { Fault } from "./inside/elements";
import { MOMENTS } from "./moments";
import { DESK, type Look, PLACES, SMALL, usual, words } from "./views";

let chromium: Chromium;
beforeAll(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  chromium = await Chromium.open();
});
afterAll(() => chromium.close());

const PHONE = { width: 200, height: 388 };
const TABLET = { width: 240, height: 400 };
const LEAST = { width: 160, height: 320 };
/** The longest words come first: a screen that holds Russian in the smallest window mostly holds the others. */
const LOOKS: readonly Look[] = [
  ...LANGUAGES.toReversed().map((language) => ({ language, size: PHONE, theme: "light" }) as const),
  { language: "ru", size: TABLET, theme: "light" },
  { language: "ru", size: LEAST, theme: "light" },
  { language: "kk", size: LEAST, theme: "light" },
];
/** States in which a screen has unusual content. */
const STATES = ["trial", "findings", "destroyed", "review", "failing:bug", "full", "office-closed", "office-unfinished", "office-doubts", "office-documents", "archivist"];

/** Returns all faults of the window's content. */
async function faults(page: Page): Promise<Fault[]> {
  const found = await page.evaluate(() => [
    ...window.inside.overflowing(),
    ...window.inside.smallTargets(),
    ...window.inside.cutOff(),
    ...window.inside.handOver(),
    ...window.inside.frameFaults(),
    ...window.inside.outOfReach(),
    ...window.inside.frameOutOfSight(),
    ...window.inside.brokenWords(),
  ]);
  return found;
}

function tell(lines: readonly string[]): void {
  if (lines.length > 0) expect.fail(`${lines.length} faults:\n${lines.join("\n")}`);
}

describe.concurrent("text twice as large by the system", () => {
  it.each([PHONE, TABLET])("the count opens with its first signs in sight in %o", async (size) => {
    const opened = await chromium.tab();
    for (const [n, language] of LANGUAGES.entries()) {
      const look: Look = { language, size, theme: "light" };
      if (n === 0) await chromium.show(opened, "tally", "joined", look);
      else await chromium.turn(opened, look);
      const seen = await opened.page.$$eval("[data-tally]", (all) =>
        all.filter((one) => {
          const { left, top, width, height } = one.getBoundingClientRect();
          return [top + 8, top + height - 8].every((y) => one.contains(document.elementFromPoint(left + width / 2, y)));
        }).length,
      );
      expect(seen, language).toBeGreaterThanOrEqual(2);
    }
    await opened.page.context().close();
  });

  it.each(["joined", "trial"])("on the smallest page Stop is whole while it films, and the tags follow, in %s", async (state) => {
    const opened = await chromium.tab();
    const { page } = opened;
    /** Returns the elements that something covers or cuts, by any of their corners. */
    const cut = (chosen: string, most: number): Promise<string[]> =>
      page.$$eval(
        chosen,
        (all, most) =>
          all.slice(0, most).flatMap((one) => {
            const { left, right, top, bottom } = one.getBoundingClientRect();
            const corners = [left + 4, right - 4].flatMap((x) => [top + 4, bottom - 4].map((y) => document.elementFromPoint(x, y)));
            return corners.every((seen) => seen !== null && one.contains(seen)) && bottom > top ? [] : [`${one.textContent?.trim()} ${top} to ${bottom}`];
          }),
        most,
      );
    for (const language of LANGUAGES) {
      const look: Look = { language, size: SMALL, theme: "light" };
      await chromium.show(opened, "capture", state, look);
      await page.waitForSelector("[data-do=video]:not([aria-disabled=true])");
      await page.click("[data-do=video]");
      await page.waitForSelector("[data-do=stop]");
      await chromium.turn(opened, { ...look, size: LEAST });
      expect(await cut("[data-do=stop]", 1), language).toEqual([]);
      await page.click("[data-do=stop]");
      await page.waitForSelector("[data-tag]");
      await page.evaluate(() => window.inside.quiet());
      await page.screenshot({ path: picture(`least-tags-${state}-${language}`) });
      expect(await page.$$eval("[data-tag]", (all) => all.length)).toBeGreaterThan(2);
      // Practice mode has its banner above, of one line.
      expect(await cut("[data-do=skip], [data-tag]", state === "trial" ? 2 : 3), language).toEqual([]);
    }
    await page.context().close();
  });

  it.each(PLACES.filter(([, state]) => usual(state) || STATES.includes(state)))("%s in %s is used whole", async (place, state) => {
    const opened = await chromium.tab();
    const report = new Report();
    for (const [n, look] of (usual(state) ? LOOKS : LOOKS.slice(0, 1)).entries()) {
      if (n === 0) await chromium.show(opened, place, state, look);
      else await chromium.turn(opened, look);
      await opened.page.screenshot({ path: picture(`zoomed-${place}-${state}-${words(look)}`) });
      report.add(opened, look, await faults(opened.page));
    }
    await opened.page.context().close();
    tell(report.lines(place, state));
  });

  const inSmall = MOMENTS.filter(({ looks }) => looks === undefined || looks.some(({ size }) => size.width < DESK.width / 2));
  it.each(inSmall.map((moment) => [moment.place, moment.state, moment.name, moment] as const))("%s in %s, %s, is used whole", async (place, state, name, { reach, refused, stands }) => {
    const opened = await chromium.tab();
    const { page } = opened;
    const report = new Report();
    if (refused) await page.addInitScript((name) => (navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", name))), refused);
    for (const look of [LOOKS[0], LOOKS.at(-2)] as Look[]) {
      // The window shrinks once the moment is reached; a moment that the change ended is reached again.
      if ((await page.locator(stands).count()) === 0) {
        await chromium.show(opened, place, state, { ...look, size: SMALL });
        await reach?.(page);
        await page.waitForSelector(stands);
      }
      await chromium.turn(opened, look);
      await page.screenshot({ path: picture(`zoomed-${place}-${state}-${name}-${words(look)}`) });
      report.add(opened, look, await faults(page));
    }
    await page.context().close();
    tell(report.lines(`${place}, ${name}`, state));
  });
});
