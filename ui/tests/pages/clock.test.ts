// The clock after the hold, in the first painted frame: the whole window is black, though no closing has ended yet.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { FakeCore } from "../../src/bridge/fake/fake";
import { Chromium, type Opened } from "./browser";
import { DESK, PHONE } from "./views";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.open();
});
afterAll(() => chromium.close());

/** Returns the grounds of the page and its text for screen readers, one frame after the clock was requested. */
async function first(page: Page): Promise<{ grounds: string[]; spoken: string; title: string }> {
  return page.evaluate(async () => {
    const core = window.session?.bridge as FakeCore;
    core.taken = () => new Promise(() => undefined);
    window.session?.onClosing(() => new Promise(() => undefined));
    window.dispatchEvent(new KeyboardEvent("keydown", { code: "KeyX", ctrlKey: true, shiftKey: true }));
    await new Promise((painted) => requestAnimationFrame(painted));
    const clock = document.querySelector("[data-harmless]");
    if (!clock) throw new Error("no clock in the first frame");
    return {
      grounds: [document.documentElement, clock].map((one) => getComputedStyle(one).backgroundColor),
      spoken: document.body.innerHTML,
      title: document.title,
    };
  });
}

it.each(["light", "dark", "sun"] as const)("the clock's first frame is black around it too, and speaks of nothing, from the theme %s", async (theme) => {
  for (const [place, size] of [["mine", PHONE], ["write", DESK]] as const) {
    const opened: Opened = await chromium.tab();
    await chromium.show(opened, place, "joined", { language: "en", size, theme });
    const { grounds, spoken, title } = await first(opened.page);
    expect(grounds).toEqual(["rgb(0, 0, 0)", "rgb(0, 0, 0)"]);
    expect(spoken).not.toMatch(/panic|destroy|evidence|testamur|seal/i);
    expect(title).toBe("Clock");
    await opened.page.context().close();
  }
});
