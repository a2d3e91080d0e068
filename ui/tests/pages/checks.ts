// All checks of one open view. Every fault names the screen, state, size, language, theme and element.
import type { Page } from "playwright-core";
import type { Fault } from "./inside/elements";
import type { Opened } from "./browser";
import { type Look, type State, words } from "./views";

/** WCAG 2.2 up to level AA, contrast of text up to AAA, and the advice of axe's makers. */
const AXE = {
  runOnly: { type: "tag" as const, values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
  rules: { "color-contrast-enhanced": { enabled: true }, "target-size": { enabled: true } },
  resultTypes: ["violations" as const],
};

/** Returns the faults that axe finds. */
export async function accessible(page: Page): Promise<Fault[]> {
  return page.evaluate(async (options) => {
    const { violations } = await window.axe.run(document, options);
    // Half of a target may be under an opened box; the press that closes the box uncovers it. A row below a bar can be
    // scrolled free of it, and Tab does so: see archivist.test.ts.
    const open = document.querySelector("[data-over]") !== null;
    const bars = [...document.querySelectorAll("main *")].filter((one) => getComputedStyle(one).position === "sticky");
    const under = (target: string): boolean => {
      const one = document.querySelector(target);
      const box = one?.getBoundingClientRect();
      return bars.some((bar) => box !== undefined && !bar.contains(one) && bar.getBoundingClientRect().top < box.bottom && bar.getBoundingClientRect().bottom > box.top);
    };
    const covered = (target: string, summary: string | undefined): boolean => under(target) || (open && summary?.includes("partially obscured") === true);
    return violations.flatMap(({ id, nodes }) =>
      nodes.filter(({ target, failureSummary }) => id !== "target-size" || !covered(target.join(" "), failureSummary)).map(({ target, failureSummary }) => ({
        element: target.join(" "),
        what: `axe ${id}: ${(failureSummary ?? "").replace(/\s+/g, " ").replace(/^Fix (any|all) of the following: /, "").slice(0, 220)}`,
      })),
    );
  }, AXE);
}

/** Returns all elements that are too small, past the edge, cut off, covered or broken, and faults of the frame. */
export async function fitting(page: Page): Promise<Fault[]> {
  return page.evaluate(() => [
    ...window.inside.smallTargets(),
    ...window.inside.overflowing(),
    ...window.inside.cutOff(),
    ...window.inside.covered(),
    ...window.inside.handOver(),
    ...window.inside.frameFaults(),
    ...window.inside.brokenWords(),
  ]);
}

/** Returns the elements that Tab does not reach or show, forwards and, for controls behind an answer, backwards. */
export async function reachedByTab(page: Page): Promise<Fault[]> {
  const stops = await page.evaluate(() => window.inside.beginTabbing());
  for (const way of ["Tab", "Shift+Tab"]) {
    let all = false;
    for (let pressed = 0; pressed < stops + 3 && !all; pressed += 1) {
      await page.keyboard.press(way);
      all = await page.evaluate(() => window.inside.lookAtFocus());
    }
    if (all || (await page.locator("[data-behind]").count()) === 0) break;
  }
  return page.evaluate(() => window.inside.endTabbing());
}

/** Returns faults in loading, errors, blanks and motion, which show that a state was not designed. */
export async function designed(page: Page): Promise<Fault[]> {
  return page.evaluate(() => [
    ...window.inside.loadingFaults(),
    ...window.inside.errorFaults(),
    ...window.inside.blankFaults(),
    ...window.inside.motionFaults(),
  ]);
}

/** Faults of one place in one state, with the looks that showed them. */
export class Report {
  readonly #seen = new Map<string, string[]>();

  /** Adds the faults of one look, and the console's errors since the last one. */
  add({ said }: Opened, look: Look, faults: readonly Fault[]): void {
    const spoken = said.splice(0).map((what) => ({ element: "the console", what: `says: ${what}` }));
    const ofRule = new Map<string, number>();
    for (const { element, what } of [...faults, ...spoken]) {
      const rule = /^axe [a-z-]+/.exec(what)?.[0] ?? what;
      const times = (ofRule.get(rule) ?? 0) + 1;
      ofRule.set(rule, times);
      // A fault that is repeated in many rows of a list is reported three times.
      if (times > 3) continue;
      const line = `${element} ${what}`;
      this.#seen.set(line, [...(this.#seen.get(line) ?? []), words(look)]);
    }
  }

  /** Returns every fault with all data for seeing it again. */
  lines(place: string, state: State): string[] {
    return [...this.#seen].map(([line, views]) => {
      const others = views.length > 1 ? ` and ${views.length - 1} more looks` : "";
      return `${place} in ${state}, ${views[0]}${others}: ${line}`;
    });
  }
}
