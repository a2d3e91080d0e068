// Content under a moving finger never moves: the effect of a tap or of the core has a reserved place.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { item } from "../../src/bridge/fake/capture";
import { interview } from "../../src/bridge/fake/testimony";
import { Chromium, type Opened } from "./browser";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.open();
});
afterAll(() => chromium.close());

const SIZES = [
  { width: 400, height: 776 },
  { width: 1280, height: 800 },
] as const;

/** Returns the places of all matching elements on their page, in any scrolled position. */
function places(page: Page, selector: string): Promise<string[]> {
  return page.$$eval(selector, (all) => {
    const scrolled = document.querySelector("main")?.scrollTop ?? 0;
    return all.map((one) => one.getBoundingClientRect()).map(({ left, top }) => `${Math.round(left)} ${Math.round(top + scrolled)}`);
  });
}

async function open(screen: "capture" | "testimony", size: (typeof SIZES)[number], language: "en" | "ru" | "kk" = "ru"): Promise<Opened> {
  const opened = await chromium.tab();
  await chromium.show(opened, screen, "joined", { language, size, theme: "light" });
  return opened;
}

/** Resumes this interview, the only unfinished one, and waits for the content of its step. */
async function resume(page: Page, draft: ReturnType<typeof interview>, shows: string): Promise<void> {
  await page.evaluate((draft) => {
    Object.assign(window.session?.bridge ?? {}, { lock: "open", interviews: [draft] });
    window.session?.go("more");
  }, draft);
  await page.evaluate(() => window.session?.go("testimony"));
  await page.click("[data-resume]");
  await page.waitForSelector(shows);
}

describe.each(SIZES)("in %o", (size) => {
  it.each(["ru", "kk"] as const)("no answer on the cards of consent moves with any tap on one, in %s", async (language) => {
    const { page } = await open("testimony", size, language);
    const draft = interview(3, { step: "consent" });
    await resume(page, draft, "[data-step=consent]");
    const before = await places(page, "[data-step=consent] .pills label");
    for (const [question, answer] of [
      ["consent-written", "yes"],
      ["consent-recorded", "yes"],
      ["use-internal-list", "yes"],
      ["use-name-in-public", "no"],
      ["use-lawyer", "yes"],
      ["use-lawyer", "later"],
      ["consent-recorded", "no"],
      ["consent-how", "witnessed"],
    ] as const) {
      await page.click(`[data-question="${question}"] input[value="${answer}"]`);
      await page.evaluate(() => window.inside.quiet(60, 400));
      expect(await places(page, "[data-step=consent] .pills label"), `${question}: ${answer}`).toEqual(before);
    }
    await page.context().close();
  });

  it.each(["ru", "kk"] as const)("no row of List moves when something is sent for the first time, in %s", async (language) => {
    const opened = await chromium.tab();
    const { page } = opened;
    await chromium.show(opened, "mine", "joined", { language, size, theme: "light" });
    await page.waitForSelector("[data-item]");
    const sent = (change: object): Promise<void> =>
      page.evaluate((change) => {
        const sent = { state: "waiting", bytesUp: 0, bytesDown: 0, partsSent: 0, nextInS: 2, trouble: null, ...change };
        Object.assign(window.session?.bridge ?? {}, { sent });
      }, change);
    await sent({});
    await page.waitForTimeout(1_300);
    const before = await places(page, "[data-item]");
    for (const change of [{ state: "sending" }, { state: "sending", bytesUp: 42_000, bytesDown: 1_200, partsSent: 3 }, { bytesUp: 3_150_000, bytesDown: 18_200, partsSent: 44 }]) {
      await sent(change);
      await page.waitForTimeout(1_300);
      expect(await places(page, "[data-item]"), JSON.stringify(change)).toEqual(before);
    }
    await page.context().close();
  });

  it.each(["kk", "ru"] as const)("a voice that is recorded and sealed moves nothing, so that Stop stands where Record stood, in %s", async (language) => {
    const { page } = await open("testimony", size, language);
    const draft = interview(3, { step: "consent" });
    Object.assign(draft.consent, { written_down: "yes", recorded: "yes", uses: { lawyer: { choice: "yes" } } });
    await resume(page, draft, "[data-step=consent]");
    await page.click("label:has([value=voice])");
    await page.evaluate(() => window.inside.quiet(60, 400));
    const all = "[data-step=consent] :is(.pills label, [data-voice] button:first-child, footer, header button)";
    const before = await places(page, all);
    for (const name of ["consent", "use-lawyer"]) {
      await page.click(`[data-voice=${name}] button`);
      await page.waitForSelector(`[data-voice=${name}] button.main`);
      await page.waitForTimeout(1_200);
      expect(await places(page, all), `while ${name} is recorded`).toEqual(before);
      await page.click(`[data-voice=${name}] button`);
      await page.waitForSelector(`[data-voice=${name}] [data-replay]:visible`);
      await page.evaluate(() => window.inside.quiet(60, 400));
      expect(await places(page, all), `${name} is sealed`).toEqual(before);
    }
    await page.context().close();
  });

  it("sound of an account moves nothing as it begins and ends", async () => {
    const { page } = await open("testimony", size);
    const consent = { ...interview(3).consent, written_down: "yes" as const, recorded: "yes" as const, language: "ru", risks_named: true, can_change_told: true, how: { kind: "witnessed" as const, by: "x" } };
    const draft = interview(3, { step: "interview", consent, filed: { item: "c0".repeat(16), consent, child: "not-asked", guardian: "not-asked" } });
    await resume(page, draft, "[data-step=interview] .sound button");
    const all = "[data-step=interview] :is(textarea, h2, h3, .pills label, footer, header button)";
    const before = await places(page, all);
    await page.click(".sound button");
    await page.waitForSelector("[data-sound=interview]");
    await page.waitForTimeout(1_200);
    expect(await places(page, all)).toEqual(before);
    await page.click(".sound button");
    await page.waitForSelector("[data-sound=off]");
    await page.evaluate(() => window.inside.quiet(60, 400));
    expect(await places(page, all)).toEqual(before);
    await page.context().close();
  });

  it("the line about what was cut off stays where it is while the lens opens", async () => {
    const opened = await chromium.tab();
    const { page } = opened;
    await page.addInitScript(() => {
      const { mediaDevices } = navigator;
      const real = mediaDevices.getUserMedia.bind(mediaDevices);
      const until = new Promise<void>((go) => Object.assign(window, { openLens: go }));
      mediaDevices.getUserMedia = async (wanted) => (await until, real(wanted));
    });
    await chromium.show(opened, "capture", "joined", { language: "ru", size, theme: "light" });
    await page.evaluate((cut) => {
      const { session } = window;
      if (!session?.home || !("findings" in session.home)) return;
      Object.assign(session.bridge, { itemsProgress: () => Promise.resolve([cut]) });
      session.home = { ...session.home, findings: [{ code: "interrupted", count: 1, items: [cut.item] }] };
    }, item(5, { live: true, interrupted: true }));
    await page.waitForSelector("[data-cut]");
    await page.waitForSelector("[data-lens=asking]");
    const before = await places(page, "[data-cut]");
    await page.evaluate(() => (window as unknown as { openLens: () => void }).openLens());
    await page.waitForSelector("[data-lens=ready]");
    await page.evaluate(() => window.inside.quiet());
    expect(await places(page, "[data-cut]")).toEqual(before);
    await page.context().close();
  });

  it("the button that ends bringing files in stands where Stop stood, whatever came meanwhile", async () => {
    const { page } = await open("capture", size);
    await page.waitForSelector("[data-lens=ready]");
    // The core is slow with every file, and the test lets it continue.
    await page.evaluate(() => {
      const core = window.session?.bridge as { lendFeed: (...given: never[]) => Promise<unknown> };
      const real = core.lendFeed;
      const until = new Promise<void>((go) => Object.assign(window, { takeIn: go }));
      core.lendFeed = async (...given) => (await until, real(...given));
    });
    const files = (names: readonly string[]) => names.map((name) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.alloc(3000, name) }));
    await page.setInputFiles("input[type=file]", files(["a.jpg", "b.mp4"]));
    await page.waitForSelector("[data-do=cancel]");
    const before = await places(page, "[data-do=cancel]");
    await page.setInputFiles("input[type=file]", files(["c.pdf"]));
    await page.evaluate(() => window.inside.quiet());
    expect(await places(page, "[data-do=cancel]"), "more files came").toEqual(before);
    await page.evaluate(() => (window.session!.bridge as unknown as { full: unknown }).full = { code: "disk-full", item: null });
    await page.evaluate(() => (window as unknown as { takeIn: () => void }).takeIn());
    await page.waitForSelector("[data-do=close]");
    await page.evaluate(() => window.inside.quiet());
    expect(await places(page, "[data-do=close]"), "it is over").toEqual(before);
    await page.context().close();
  });
});

it("no part of a form's list moves as one types, whatever the list says of them", async () => {
  const page = await chromium.form("detention", SIZES[1], "kk");
  const parts = (): Promise<number[]> => page.$$eval("[data-part]:not([data-part=seal])", (all) => all.map((one) => Math.round(one.getBoundingClientRect().height)));
  const before = await parts();
  await page.locator("[data-question=age-said] input").first().fill("400");
  await page.waitForTimeout(1_000);
  expect(await page.locator("[data-part] .care").count()).toBeGreaterThan(0);
  expect(await parts()).toEqual(before);
  await page.context().close();
});
