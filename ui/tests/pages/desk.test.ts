// The archivist's desk in a real engine: a hundred and twenty photos in a hundred and twenty presses of one key, with
// ten thousand items in the archive, and the effect of mouse, wheel and keys.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { Chromium, type Opened } from "./browser";
import { DESK, type Look } from "./views";

/** Longest time from the key to the shown photo, in milliseconds. */
const MOST = 100;
const PHOTOS = 120;
/** Six a second: no person looks faster. */
const PACE = 160;
const LOOK: Look = { language: "en", size: DESK, theme: "light" };

let chromium: Chromium;
let opened: Opened;
beforeAll(async () => {
  chromium = await Chromium.open();
});
afterAll(() => chromium.close());

async function desk(state: string): Promise<Page> {
  opened = await chromium.tab();
  await chromium.show(opened, "office", state, LOOK);
  await opened.page.waitForSelector("[data-list] [data-item]");
  // Before the first press.
  await opened.page.focus("[data-list]");
  return opened.page;
}

const current = (page: Page): Promise<string | null> => page.evaluate(() => document.querySelector("[data-list]")?.getAttribute("aria-activedescendant")?.slice(3) ?? null);
const chosen = (page: Page): Promise<number> => page.evaluate(() => document.querySelectorAll("[data-list] [aria-selected=true]").length);

const said = async (page: Page): Promise<string> => ((await page.textContent(".foot [role=status]")) ?? "").replace(/[\u2068\u2069]/g, "");

/** Draws photos as cameras take them: 12 megapixels, several megabytes each. */
async function realPhotos(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const photos: Uint8Array[] = [];
    for (let n = 0; n < 4; n += 1) {
      const canvas = new OffscreenCanvas(4000, 3000);
      const draw = canvas.getContext("2d");
      if (!draw) throw new Error("no canvas");
      for (let spot = 0; spot < 6_000; spot += 1) {
        draw.fillStyle = `hsl(${(spot * 37 + n * 90) % 360} 50% ${20 + ((spot * 7) % 60)}%)`;
        draw.fillRect((spot * 733) % 4000, (spot * 389) % 3000, 40 + ((spot * 13) % 90), 30 + ((spot * 11) % 70));
      }
      photos.push(new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg", quality: 0.85 })).arrayBuffer()));
    }
    const core = window.session?.bridge;
    if (!core) throw new Error("no core");
    const photo = (item: string): Uint8Array => photos[Number.parseInt(item.slice(-4), 16) % photos.length] ?? new Uint8Array();
    const plain = core.case;
    core.case = async (item) => {
      const found = await plain(item);
      return { ...found, media: found.media.map((one) => ({ ...one, bytes: photo(item).length, missing: [] })) };
    };
    core.medium = (item, _place, offset, length) => Promise.resolve(photo(item).slice(offset, offset + length));
    return photos.map((one) => one.length);
  });
}

it("shows by a sign that a heading of the item opens", async () => {
  const page = await desk("many");
  await page.waitForSelector("[data-preview] summary");
  const signs = await page.evaluate(() => [...document.querySelectorAll("[data-preview] summary")].map((one) => Number.parseFloat(getComputedStyle(one, "::before").borderInlineStartWidth)));
  expect(signs.length).toBeGreaterThan(1);
  expect(Math.min(...signs)).toBeGreaterThan(4);
  await page.context().close();
});

it("looks through 120 photos of 10,000 items with 120 presses of one key, each shown in under 100 ms", async () => {
  const page = await desk("many");
  const sizes = await realPhotos(page);
  await page.selectOption("[name=kind]", "photo");
  await page.focus("[data-list]");
  await page.waitForSelector("[data-ready]");
  await page.waitForTimeout(500);
  // From the key to the frame after the one that shows the photo and its record.
  await page.evaluate(() => {
    const walls: number[] = [];
    Object.assign(window, { walls });
    window.addEventListener(
      "keydown",
      () => {
        const before = document.querySelector("[data-ready]")?.getAttribute("data-ready");
        performance.mark("pressed");
        const began = performance.now();
        const look = (): void => {
          const stage = document.querySelector("[data-ready]");
          const image = stage?.querySelector("img");
          const item = document.querySelector("[data-preview]")?.getAttribute("data-preview");
          const shown = stage && stage.getAttribute("data-ready") === item && item !== before && image?.complete && image.naturalWidth === 4000;
          if (!shown || !document.querySelector("[data-preview] .words dl")) return void requestAnimationFrame(look);
          const after = new MessageChannel();
          after.port1.onmessage = () => {
            performance.mark("shown");
            walls.push(performance.now() - began);
          };
          requestAnimationFrame(() => after.port2.postMessage(null));
        };
        requestAnimationFrame(look);
      },
      { capture: true },
    );
  });
  const seen = new Set<string | null>();
  const own = await chromium.between(page, "pressed", "shown", async () => {
    for (let n = 0; n < PHOTOS; n += 1) {
      await page.keyboard.press("ArrowDown");
      await page.waitForFunction((count) => (window as unknown as { walls: number[] }).walls.length > count, n);
      seen.add(await current(page));
      await page.waitForTimeout(PACE);
    }
  });
  const walls = await page.evaluate(() => (window as unknown as { walls: number[] }).walls);
  await page.context().close();
  const summed = (all: number[]): string => {
    const sorted = [...all].sort((a, b) => a - b);
    return `median ${sorted[sorted.length >> 1]?.toFixed(0)}, worst ${sorted.at(-1)?.toFixed(0)} ms`;
  };
  console.log(`${walls.length} photos of ${sizes.map((one) => (one / 1e6).toFixed(1)).join(", ")} MB; on the wall: ${summed(walls)}; the window's own thread: ${summed(own)}`);
  expect(seen.size).toBe(PHOTOS);
  expect(own).toHaveLength(PHOTOS);
  expect(Math.max(...own)).toBeLessThan(MOST);
});

it("keys choose a range, all and none, wherever the focus is, and the focus is never lost", async () => {
  const page = await desk("office-many");
  await page.keyboard.press("ArrowDown");
  for (let n = 0; n < 4; n += 1) await page.keyboard.press("Shift+ArrowDown");
  expect(await chosen(page)).toBe(5);
  await page.keyboard.press("Shift+ArrowUp");
  expect(await chosen(page)).toBe(4);
  // After a press of the mouse the list still has the keys.
  await page.click("[data-view=grid]");
  await page.keyboard.press("x");
  expect(await said(page)).toBe("3 chosen");
  await page.keyboard.press("Control+a");
  await page.waitForFunction(() => document.querySelector(".foot [role=status]")?.textContent?.includes("10,000"));
  await page.keyboard.press("Control+Shift+A");
  expect(await chosen(page)).toBe(0);
  await page.keyboard.press("End");
  await page.waitForFunction(() => document.querySelector(".nth")?.textContent?.startsWith("\u206810,000"));
  const last = await current(page);
  await page.hover("[data-list]");
  for (let turn = 0; turn < 20; turn += 1) await page.mouse.wheel(0, -4_000);
  await page.waitForTimeout(100);
  expect(await page.evaluate(() => document.activeElement?.matches("[data-list]"))).toBe(true);
  expect([await current(page), await page.evaluate((id) => document.getElementById(`at-${id}`) !== null, last)]).toEqual([last, true]);
  await page.keyboard.press("k");
  await page.waitForTimeout(50);
  expect(await page.evaluate(() => document.querySelector(".nth")?.textContent)).toContain("\u20689,999");
  await page.context().close();
});

it("a bundle's way back leads to the same place, with the search and the choice as they were", async () => {
  const page = await desk("office-many");
  await page.keyboard.press("Control+f");
  await page.keyboard.type("img");
  await page.waitForFunction(() => !/10,000/.test(document.querySelector(".nth")?.textContent ?? "10,000"));
  await page.keyboard.press("Enter");
  for (let n = 0; n < 30; n += 1) await page.keyboard.press("j");
  await page.keyboard.press("x");
  const place = (): Promise<unknown> => page.evaluate(() => [document.querySelector("[data-list]")?.scrollTop, document.querySelector(".nth")?.textContent, (document.querySelector("[name=words]") as HTMLInputElement | null)?.value, document.querySelector(".foot [role=status]")?.textContent]);
  const before = await place();
  await page.keyboard.press("b");
  await page.waitForSelector("#bundle-out");
  await page.click("button.back");
  await page.waitForSelector("[data-list] [data-item]");
  expect(await place()).toEqual(before);
  expect(await page.evaluate(() => document.activeElement?.matches("[data-list]"))).toBe(true);
  await page.context().close();
});

it("the wheel scrolls the preview down and back up over its picture, zoomed or not, and zooms it with Ctrl or where it is large", async () => {
  const page = await desk("office-few");
  await page.waitForSelector("[data-ready] img");
  const lies = (): Promise<string> => page.evaluate(() => document.querySelector<HTMLElement>("[data-ready] .picture")?.style.transform ?? "none");
  const scrolled = (): Promise<number> => page.evaluate(() => document.querySelector("[data-preview] .scroller")?.scrollTop ?? -1);
  const wheel = async (by: number): Promise<void> => {
    await page.mouse.wheel(0, by);
    await page.waitForTimeout(150);
  };
  await page.hover("[data-ready] .box");
  await wheel(60);
  expect([await scrolled(), await lies()]).toEqual([60, ""]);
  await wheel(-60);
  expect([await scrolled(), await lies()]).toEqual([0, ""]);
  await page.keyboard.down("Control");
  await wheel(-60);
  await page.keyboard.up("Control");
  const near = await lies();
  expect(near).toContain("scale(1.25)");
  await wheel(60);
  await wheel(-30);
  expect([await scrolled(), await lies()]).toEqual([30, near]);
  await page.keyboard.press("Space");
  await page.waitForSelector(".large");
  await page.hover("[data-ready] .box");
  await page.keyboard.press("0");
  await wheel(-60);
  expect(await lies()).toContain("scale(1.25)");
  await page.context().close();
});

it("a picture fits its place, comes nearer by wheel and keys, is dragged, and fills the window and the screen", async () => {
  const page = await desk("office-few");
  await page.waitForSelector("[data-ready] img");
  const box = (): Promise<{ left: number; top: number; right: number; bottom: number; width: number }> =>
    page.evaluate(() => {
      const { left, top, right, bottom, width } = document.querySelector("[data-ready] .box img")?.getBoundingClientRect() ?? new DOMRect();
      return { left, top, right, bottom, width };
    });
  const fitted = await box();
  expect(fitted.right).toBeLessThanOrEqual(DESK.width);
  await page.hover("[data-ready] .box");
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -200);
  await page.keyboard.up("Control");
  await page.waitForTimeout(50);
  expect((await box()).width).toBeGreaterThan(fitted.width * 1.2);
  await page.keyboard.press("+");
  const near = await box();
  await page.mouse.down();
  await page.mouse.move(1000, 300, { steps: 4 });
  await page.mouse.up();
  expect((await box()).left).not.toBe(near.left);
  await page.keyboard.press("0");
  expect((await box()).width).toBe(fitted.width);
  await page.keyboard.press("Space");
  await page.waitForSelector(".large");
  const large = await box();
  expect(large.width).toBeGreaterThan(DESK.width / 2);
  expect([large.left >= 0, large.right <= DESK.width, large.bottom <= DESK.height]).toEqual([true, true, true]);
  const first = await current(page);
  await page.keyboard.press("ArrowRight");
  expect(await current(page)).not.toBe(first);
  await page.keyboard.press("Escape");
  await page.waitForSelector(".large", { state: "detached" });
  expect(await page.evaluate(() => document.activeElement?.matches("[data-list]"))).toBe(true);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.fullscreenElement !== null);
  expect(await page.isVisible("[data-taken]"), "the hand is in sight").toBe(true);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.fullscreenElement === null);
  await page.context().close();
});

it("one press plays a film, the next one holds it", async () => {
  const page = await desk("office-few");
  const { FILM } = await import("./moments");
  await page.evaluate((film) => {
    const core = window.session?.bridge as { shelf?: { medium: Uint8Array | null } } | undefined;
    if (core?.shelf) core.shelf.medium = Uint8Array.from(atob(film), (one) => one.charCodeAt(0));
  }, FILM);
  // An item without any fetched data.
  await page.locator("[role=row][data-item]").nth(7).click();
  await page.waitForSelector("[data-stage=video]");
  await page.keyboard.press("Space");
  await page.waitForFunction(() => (document.querySelector("video")?.currentTime ?? 0) > 0.1);
  await page.keyboard.press("Space");
  expect(await page.evaluate(() => document.querySelector("video")?.paused)).toBe(true);
  // The player has no engine's button or menu that would fill the screen and cover the hand.
  expect(await page.evaluate(() => document.querySelector("video")?.controls)).toBe(false);
  expect(await page.evaluate(() => document.querySelector("video")?.dispatchEvent(new Event("contextmenu", { bubbles: true, cancelable: true })))).toBe(false);
  // Its own controls play, pause, move along the film and mute; after large and small again, it is at the same
  // position.
  await page.locator("[data-player=at]").fill("0.5");
  await page.click("[data-player=sound]");
  const where = (): Promise<[number, boolean, boolean]> => page.evaluate(() => [...document.querySelectorAll("video")].map((one): [number, boolean, boolean] => [one.currentTime, one.paused, one.muted])[0] ?? [-1, false, false]);
  const place = await where();
  expect(place.slice(1)).toEqual([true, true]);
  expect(place[0]).toBeCloseTo(0.5, 1);
  await page.click("[data-large]");
  await page.waitForSelector(".preview.large");
  expect(await where()).toEqual(place);
  await page.click("[data-large]");
  await page.waitForSelector(".preview.large", { state: "detached" });
  expect(await where()).toEqual(place);
  await page.focus("[data-player=at]");
  const item = await current(page);
  await page.keyboard.press("ArrowRight");
  expect(await current(page), "an arrow in its own field leads along the film").toBe(item);
  await page.click("[data-player=play]");
  await page.waitForFunction(() => !document.querySelector("video")?.paused || (document.querySelector("video")?.ended ?? false));
  // If the film is told in another way to fill the screen, the item is large beside the hand instead.
  await page.evaluate(() => document.querySelector("video")?.requestFullscreen());
  await page.waitForFunction(() => document.fullscreenElement === null);
  await page.waitForSelector(".preview.large");
  expect(await page.locator("[data-taken]").isVisible()).toBe(true);
  await page.context().close();
});

it("who stays with an item for a second has looked at it; who passes by has not, nor who has not played a recording", async () => {
  const page = await desk("office-few");
  const looked = (place: number): Promise<boolean | undefined> =>
    page.evaluate((n) => (window.session?.bridge as { shelf?: { lines: { lookedAt: boolean }[] } } | undefined)?.shelf?.lines[n]?.lookedAt, place);
  await page.waitForSelector("[data-ready]");
  await page.waitForTimeout(1_600);
  expect(await looked(0), "the photo that stood there from the start").toBe(true);
  await page.keyboard.press("End");
  await page.waitForTimeout(300);
  await page.keyboard.press("ArrowUp");
  await page.waitForTimeout(1_600);
  expect([await looked(11), await looked(10)]).toEqual([false, true]);
  // A mark by hand reverses it, and stays.
  await page.keyboard.press("l");
  await page.waitForTimeout(1_600);
  expect(await looked(10)).toBe(false);
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  await page.waitForTimeout(1_600);
  expect(await looked(1), "a film that was not played").toBe(false);
  await page.context().close();
});

it("neither the marks nor what is read below the answers moves when the answers come late", async () => {
  const page = await desk("office-few");
  await page.waitForSelector("button[data-short=delivery]");
  await page.evaluate(() => {
    const core = window.session?.bridge;
    if (!core) throw new Error("no core");
    const plain = core.judge;
    core.judge = (items) => new Promise((done) => setTimeout(() => done(plain(items)), 1_500));
  });
  const tops = (): Promise<number[]> => page.$$eval("[data-preview] :is([data-mark], #record)", (all) => all.map((one) => Math.round(one.getBoundingClientRect().top)));
  await page.keyboard.press("ArrowDown");
  await page.waitForSelector("[data-preview] .coming");
  const before = await tops();
  expect(before.length).toBe(3);
  await page.waitForSelector("button[data-short=delivery]");
  await page.evaluate(() => window.inside.quiet());
  expect(await tops()).toEqual(before);
  await page.context().close();
});

it("a sign of the five leads to its answer, in sight and with the focus, and is large enough for a finger", async () => {
  const page = await desk("office-few");
  await page.waitForSelector("button[data-short=delivery]");
  const sizes = await page.evaluate(() => [...document.querySelectorAll("button[data-short]")].map((one) => Math.min(one.getBoundingClientRect().width, one.getBoundingClientRect().height)));
  expect([sizes.length, Math.min(...sizes) >= 44]).toEqual([5, true]);
  await page.click("button[data-short=delivery]");
  await page.waitForSelector("[data-question=delivery]");
  await page.waitForFunction(() => document.activeElement?.closest("[data-question=delivery]") !== null);
  await page.waitForTimeout(100);
  const inSight = await page.evaluate(() => {
    const [answer, place] = [document.querySelector("[data-question=delivery] h4"), document.querySelector("[data-preview] .scroller")].map((one) => one?.getBoundingClientRect());
    return answer && place ? answer.top >= place.top && answer.bottom <= place.bottom : false;
  });
  expect(inSight).toBe(true);
  await page.context().close();
});

it("in full screen a long text is scrolled by keys, the star is seen once it is given, and zoom is fitted after it", async () => {
  const page = await desk("office-few");
  await page.waitForSelector("[data-ready] img");
  const fitted = await page.evaluate(() => document.querySelector("[data-ready] .box img")?.getBoundingClientRect().width);
  await page.keyboard.press("f");
  await page.waitForFunction(() => document.fullscreenElement !== null);
  expect(await page.isVisible("[data-given=important]")).toBe(false);
  await page.keyboard.press("i");
  await page.waitForSelector("[data-given=important]");
  expect(await page.textContent("[data-given=important]")).toContain("Important");
  for (let n = 0; n < 4; n += 1) await page.keyboard.press("+");
  await page.keyboard.press("f");
  await page.waitForFunction(() => document.fullscreenElement === null);
  await page.waitForSelector(".large", { state: "detached" });
  expect(await page.evaluate(() => document.querySelector("[data-ready] .box img")?.getBoundingClientRect().width)).toBe(fitted);

  await page.evaluate(() => {
    const core = window.session?.bridge;
    if (!core) throw new Error("no core");
    const bytes = new TextEncoder().encode(Array.from({ length: 900 }, (_, n) => `Line ${n} of a long text.`).join("\n"));
    const plain = core.case;
    core.case = async (item) => {
      const found = await plain(item);
      return { ...found, media: [{ name: "a.txt", mediaType: "text/plain", sha256: null, parts: 1, bytes: bytes.length, interrupted: false, modified: null, changed: false, missing: [] }] };
    };
    core.medium = (_item, _place, offset, length) => Promise.resolve(bytes.slice(offset, offset + length));
  });
  await page.keyboard.press("End");
  await page.waitForSelector("[data-stage=text] pre");
  await page.keyboard.press("f");
  await page.waitForFunction(() => document.fullscreenElement !== null);
  const there = await current(page);
  const at = (): Promise<number> => page.evaluate(() => document.querySelector("[data-stage=text] pre")?.scrollTop ?? -1);
  const high = await page.evaluate(() => document.querySelector("[data-stage=text] pre")?.clientHeight ?? 0);
  expect(high, "the text has the screen").toBeGreaterThan(500);
  let before = await at();
  for (const [key, way] of [["PageDown", 1], ["ArrowDown", 1], ["Space", 1], ["ArrowUp", -1], ["PageUp", -1], ["Shift+Space", -1]] as const) {
    await page.keyboard.press(key);
    const now = await at();
    expect(Math.sign(now - before), key).toBe(way);
    before = now;
  }
  expect(await current(page), "it is still the same item").toBe(there);
  await page.keyboard.press("k");
  expect(await current(page)).not.toBe(there);
  await page.context().close();
});
