// The lens under a real mouse: which presses take a photo, which buttons are in sight, and which content a sheet
// covers.
import { BufferSource, EncodedPacketSink, Input, WEBM } from "mediabunny";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { item } from "../../src/bridge/fake/capture";
import type { FakeCore } from "../../src/bridge/fake/fake";
import { Chromium, type Opened } from "./browser";
import { DESK, PHONE, SIDE, type Size, SMALL } from "./views";

let chromium: Chromium;
let opened: Opened;
let page: Page;
beforeAll(async () => {
  chromium = await Chromium.open();
});
afterAll(() => chromium.close());
beforeEach(async () => {
  opened = await chromium.tab();
  page = opened.page;
});
afterEach(() => page.context().close());

async function show(size: Size = PHONE, state = "joined"): Promise<void> {
  await chromium.show(opened, "capture", state, { language: "en", size, theme: "light" });
  await page.waitForFunction(() => document.querySelector("[data-lens=ready]") !== null && (document.querySelector("video")?.videoWidth ?? 0) > 0);
  await page.evaluate(() => Object.assign(window.session?.bridge ?? {}, { listed: [] }));
}

/** Returns the number of items in the core. */
const items = (): Promise<number> => page.evaluate(() => (window.session?.bridge as FakeCore).listed.length);
const marks = (): Promise<readonly string[]> => page.evaluate(() => (window.session?.bridge as FakeCore).marked);

/** Returns the place of the picture in the window, without its bars. */
const picture = (): Promise<{ left: number; right: number; top: number; bottom: number; box: { top: number; bottom: number; left: number; right: number } }> =>
  page.evaluate(() => {
    const video = document.querySelector("video");
    if (!video) throw new Error("no picture");
    const box = video.getBoundingClientRect();
    const scale = Math.min(box.width / video.videoWidth, box.height / video.videoHeight);
    const [width, height] = [video.videoWidth * scale, video.videoHeight * scale];
    const [left, top] = [box.left + (box.width - width) / 2, box.top + (box.height - height) / 2];
    return { left, right: left + width, top, bottom: top + height, box: { top: box.top, bottom: box.bottom, left: box.left, right: box.right } };
  });

/** Presses with the mouse, and waits for a possible effect. */
async function tap(x: number, y: number): Promise<void> {
  await page.mouse.click(x, y);
  await page.waitForTimeout(600);
}
async function middleOf(selector: string): Promise<readonly [number, number]> {
  const box = await page.locator(selector).first().boundingBox();
  if (!box) throw new Error(`no ${selector}`);
  return [box.x + box.width / 2, box.y + box.height / 2];
}

describe("what takes a photo", () => {
  it.each([PHONE, { width: 1200, height: 490 }, DESK])("is the shutter and the picture, and never a black bar, in %o", async (size) => {
    await show(size);
    const { left, right, top, bottom, box } = await picture();
    const across = [(left + right) / 2, (top + bottom) / 2] as const;
    const bars: (readonly [number, number])[] = [];
    // At the corners, because the buttons are in the middle.
    if (top - box.top > 12) bars.push([left + 8, top - 6], [left + 8, bottom + 6]);
    if (left - box.left > 12) bars.push([left - 6, top + 8], [right + 6, top + 8]);
    expect(bars.length, "the picture of this lens leaves bars").toBeGreaterThan(0);
    for (const [x, y] of bars) await tap(x, y);
    expect(await items(), "after the bars").toBe(0);
    await tap(across[0], across[1]);
    expect(await items(), "after the picture").toBe(1);
    await page.click("[data-do=photo]");
    await expect.poll(items).toBe(2);
  });

  it("is no sign and no number that stands over the picture", async () => {
    await show(SIDE);
    await page.click("[data-do=photo]");
    await page.waitForSelector("[data-review]");
    await page.click("[data-do=skip]");
    expect(await items()).toBe(1);
    for (const sign of [".dots", "[data-captured]"]) await tap(...(await middleOf(sign)));
    expect(await items()).toBe(1);
  });

  it("is nothing while tags are asked for, beside their sheet or on it", async () => {
    await show(SIDE);
    await page.click("[data-do=photo]");
    await page.waitForSelector("[data-review]");
    const { left, right, top, bottom } = await picture();
    for (const part of [0.1, 0.3, 0.5, 0.7, 0.9]) await tap(left + (right - left) * 0.5, top + (bottom - top) * part);
    expect(await items()).toBeLessThanOrEqual(1);
    const photos = await page.evaluate(() => (window.session?.bridge as FakeCore).listed.filter((one) => !one.live).length);
    expect(photos).toBe(1);
  });

  it("is nothing for a moment after the sheet has gone by itself: a late tap on a tag takes no photo", async () => {
    await show(SIDE);
    await page.click("[data-do=photo]");
    await page.waitForSelector("[data-review]");
    await page.click("[data-tag=force]");
    const [x, y] = await middleOf("[data-tag=bus]");
    // Checked at each frame, so that the tap follows right after the sheet has gone.
    const taken = await page.evaluate(
      ([x, y]) =>
        new Promise<number[]>((done) => {
          const items = (): number => (window.session?.bridge as FakeCore).listed.length;
          const press = (): void => (document.elementFromPoint(x, y) as HTMLElement | null)?.closest<HTMLElement>("[data-do=tap]")?.click();
          const look = (): void => {
            if (document.querySelector("[data-review]")) return void requestAnimationFrame(look);
            press();
            setTimeout(() => (press(), setTimeout(() => done([items(), document.querySelectorAll("[data-do=tap]").length]), 100)), 400);
          };
          look();
        }),
      [x, y] as const,
    );
    expect(taken).toEqual([1, 0]);
    await page.waitForSelector("[data-do=tap]", { state: "attached" });
    const { left, right, top, bottom } = await picture();
    await tap(left + (right - left) * 0.2, top + (bottom - top) * 0.3);
    await expect.poll(items).toBe(2);
  });

  it("is nothing beside a message", async () => {
    await show(PHONE, "full");
    await page.click("[data-do=photo]");
    await page.waitForSelector("[role=alert]");
    await page.evaluate(() => Object.assign(window.session?.bridge ?? {}, { full: null }));
    const { left, right, top, bottom } = await picture();
    await tap((left + right) / 2, bottom - 4);
    await tap((left + right) / 2, top + 4);
    expect(await items()).toBe(0);
  });
});

describe("between and beside what is pressed", () => {
  it.each([PHONE, DESK])("the row of round buttons takes every press: none between them takes a photo, in %o", async (size) => {
    await show(size);
    const discs = await page.locator("[data-thumb] .disc").evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).map(({ left, right, top, height }) => ({ left, right, y: top + height / 2 })));
    discs.sort((a, b) => a.left - b.left);
    const gaps = discs.slice(1).map((disc, n) => [((discs[n]?.right ?? 0) + disc.left) / 2, disc.y] as const);
    expect(gaps).toHaveLength(3);
    for (const [x, y] of gaps) await tap(x, y);
    expect(await items()).toBe(0);
    expect(await page.locator("[data-live]").count(), "nor begins a recording").toBe(0);
  });

  it("a sheet that is longer than its place is found by the wheel, one that is not leaves what is beside it free", async () => {
    await show();
    const found = (): Promise<string> => page.locator(".messages [data-scrolled]").evaluate((box) => getComputedStyle(box).pointerEvents);
    expect(await found()).toBe("none");
    const files = Array.from({ length: 30 }, (_, n) => ({ name: `a photo of the square ${n}.jpg`, mimeType: "image/jpeg", buffer: Buffer.alloc(3000, n) }));
    await page.setInputFiles("input[type=file]", files);
    await page.waitForSelector("[data-import] [data-do=close]");
    await page.waitForSelector(".messages [data-scrolled=long]");
    const brought = await items();
    expect(await found()).toBe("auto");
    await page.mouse.move(...(await middleOf(".messages [data-scrolled]")));
    await page.mouse.wheel(0, 200);
    await expect.poll(() => page.locator(".messages [data-scrolled]").evaluate((box) => box.scrollTop)).toBeGreaterThan(15);
    const box = await page.locator(".messages [data-scrolled]").boundingBox();
    for (const y of [(box?.y ?? 0) + 2, (box?.y ?? 0) + (box?.height ?? 0) + 4]) await tap((box?.x ?? 0) + 3, y);
    expect(await items(), "beside the sheet").toBe(brought);
  });
});

it("in the dark screen nothing above the picture gives light: no banner of a trial, no line of the last hold", async () => {
  await show(PHONE, "trial");
  await page.evaluate(() => {
    const { session } = window;
    if (session) session.after = { home: null, at: new Date().toISOString(), stopped: 1, sealed: true };
  });
  await page.waitForSelector("[data-after]");
  await page.click("[data-do=video]");
  await page.waitForSelector("[data-live=video]");
  await page.click("[data-do=dark]");
  await page.waitForSelector("[data-black]");
  const lit = await page.locator(".body > :not(main)").evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().height > 0).length);
  expect(lit).toBe(0);
  const dark = await page.locator("[data-black]").boundingBox();
  expect(dark?.y).toBe(0);
  await page.click("[data-black]");
  expect(await page.locator("[data-after]").isVisible()).toBe(true);
});

describe("the sheet that counts", () => {
  it("ends with the recording, its tags wait, and Escape closes both; no press above it takes a photo", async () => {
    await show();
    await page.click("[data-do=video]");
    await page.waitForSelector("[data-live=video]");
    await page.click("[data-do=count]");
    await page.waitForSelector("[data-tally]");
    const { left, right } = await picture();
    const recording = await items();
    const sheet = await page.locator("[role=dialog]").boundingBox();
    for (const above of [4, 12, 20]) await tap((left + right) / 2, (sheet?.y ?? 0) - above);
    expect(await items(), "a press above the sheet").toBe(recording);
    await page.keyboard.press("Escape");
    await page.waitForSelector("[data-tally]", { state: "detached" });
    expect(await page.evaluate(() => document.activeElement?.getAttribute("data-do"))).toBe("count");
    await page.click("[data-do=count]");
    await page.click("[data-tally=dog]");
    await page.click("[data-do=stop]");
    await page.waitForSelector("[data-live]", { state: "detached" });
    // A person who counted has pressed enough: the tags wait behind their button.
    await page.waitForSelector("[data-do=tag]");
    expect(await page.locator("[data-tally], [data-review]").count()).toBe(0);
    await page.click("[data-do=tag]");
    await page.waitForSelector("[data-review]");
    expect(await page.innerText("[data-review]")).toMatch(/Video 0:0\d/);
    await page.keyboard.press("Escape");
    await page.waitForSelector("[data-review]", { state: "detached" });
    expect(await page.evaluate(() => document.activeElement?.getAttribute("data-do"))).toBe("tag");
    expect(await marks()).toEqual(["tally:dog:1"]);
  });
});

describe("the buttons of the thumb", () => {
  const inSight = async (selector: string): Promise<boolean> =>
    page.evaluate((selector) => {
      const box = document.querySelector(`${selector} .disc`)?.getBoundingClientRect();
      if (!box || box.width < 72 || box.height < 72) return false;
      if (box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight) return false;
      return document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)?.closest(selector) !== null;
    }, selector);

  it.each([SMALL, SIDE, DESK])("are all in sight and large enough in %o, and what stops stands where what began stood", async (size) => {
    await show(size);
    for (const name of ["audio", "photo", "video", "import"]) expect(await inSight(`[data-do=${name}]`), name).toBe(true);
    const [shutter, record] = [await middleOf("[data-do=photo] .disc"), await middleOf("[data-do=video] .disc")];
    await page.click("[data-do=video]");
    await page.waitForSelector("[data-live=video]");
    for (const name of ["count", "photo", "stop", "dark"]) expect(await inSight(`[data-do=${name}]`), name).toBe(true);
    expect([await middleOf("[data-do=photo] .disc"), await middleOf("[data-do=stop] .disc")]).toEqual([shutter, record]);
  });

  it.each([SMALL, SIDE, DESK])("stop sound where they stop a film, in %o", async (size) => {
    await show(size);
    const [audio, record] = [await middleOf("[data-do=audio] .disc"), await middleOf("[data-do=video] .disc")];
    await page.click("[data-do=audio]");
    await page.waitForSelector("[data-live=audio]");
    for (const name of ["count", "stop", "dark"]) expect(await inSight(`[data-do=${name}]`), name).toBe(true);
    expect([await middleOf("[data-do=stop] .disc"), await middleOf("[data-do=count] .disc")]).toEqual([record, audio]);
  });

  it.each([SMALL, SIDE, PHONE, DESK])("and the hand are free of the line about a recording that was cut off, and a tap on it takes no photo, in %o", async (size) => {
    await show(size);
    await page.evaluate((cut) => {
      const { session } = window;
      if (!session?.home || !("findings" in session.home)) return;
      Object.assign(session.bridge, { itemsProgress: () => Promise.resolve([cut]) });
      session.home = { ...session.home, findings: [{ code: "interrupted", count: 1, items: [cut.item] }] };
    }, item(5, { live: true, interrupted: true }));
    await page.waitForSelector("[data-cut]");
    for (const name of ["audio", "photo", "video", "import"]) expect(await inSight(`[data-do=${name}]`), name).toBe(true);
    const [line, hand] = [await page.locator("[data-cut]").boundingBox(), await page.locator("[data-taken]").boundingBox()];
    expect(line && hand && (line.y + line.height <= hand.y || line.x + line.width <= hand.x)).toBe(true);
    await page.click("[data-cut]");
    await page.waitForSelector("[data-cut]", { state: "detached" });
    expect(await page.locator("[data-captured]").count()).toBe(0);
  });

  it("flash for a moment when a photo is taken, and what was sealed is counted", async () => {
    await show();
    await page.evaluate(() => {
      const seen = { flashed: false };
      Object.assign(window, { seen });
      new MutationObserver(() => (seen.flashed ||= document.querySelector("[data-flash]") !== null)).observe(document.body, { childList: true, subtree: true });
    });
    await page.click("[data-do=photo]");
    await page.waitForSelector("[data-captured='1']");
    expect(await page.evaluate(() => (window as unknown as { seen: { flashed: boolean } }).seen.flashed)).toBe(true);
    await page.waitForSelector("[data-flash]", { state: "detached" });
    await page.click("[data-do=photo]");
    await page.waitForSelector("[data-captured='2']");
  });
});

it("sound alone shows no picture, says so, and its level follows what is heard", async () => {
  await page.addInitScript(() => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      if (!wanted?.audio) return real(wanted);
      const room = new AudioContext();
      const loud = new GainNode(room);
      const out = new MediaStreamAudioDestinationNode(room);
      const tone = new OscillatorNode(room);
      tone.connect(loud).connect(out);
      tone.start();
      Object.assign(window, { loud });
      return out.stream;
    };
  });
  await show();
  await page.click("[data-do=audio]");
  await page.waitForSelector("[data-sound]");
  expect(await page.locator("video").isVisible()).toBe(false);
  expect(await page.innerText("[data-sound]")).toMatch(/Sound only\s+0:0\d/);
  expect(await page.locator("[data-do=photo]").count(), "nobody photographs what nobody sees").toBe(0);
  const level = async (): Promise<number> => Number(await page.getAttribute("[data-level]", "data-level"));
  await expect.poll(level, { timeout: 8_000 }).toBeGreaterThan(9);
  await page.evaluate(() => (window as unknown as { loud: GainNode }).loud.gain.setValueAtTime(0.01, 0));
  await expect.poll(level, { timeout: 8_000 }).toBeLessThan(6);
  // A quick machine reports both within 0.3 s, too short to compare packets of 20 ms.
  await expect.poll(() => page.innerText("[data-sound]"), { timeout: 8_000 }).toMatch(/0:0[1-9]/);
  await page.click("[data-do=stop]");
  await page.waitForSelector("[data-review]");
  expect(await page.innerText("[data-review]")).toMatch(/Sound 0:0\d/);
  expect(await page.locator("video").isVisible()).toBe(true);

  // Loud and quiet take the same room: the size of a sealed part does not reveal speech.
  const sizes = await packets(await pushed());
  expect(sizes.length).toBeGreaterThan(15);
  expect(new Set(sizes).size, sizes.join(" ")).toBe(1);
});

/** Returns the bytes of the only recording, as the core received them. */
const pushed = async (): Promise<Uint8Array> =>
  Uint8Array.from(
    await page.evaluate(async () => {
      const pieces = [...(window.session?.bridge as FakeCore).pushed.values()].flat();
      return Array.from(new Uint8Array(await new Blob(pieces as BlobPart[]).arrayBuffer()));
    }),
  );

/** Returns the size of each packet of sound in a WebM file, in bytes. */
async function packets(bytes: Uint8Array): Promise<number[]> {
  const track = await new Input({ formats: [WEBM], source: new BufferSource(bytes) }).getPrimaryAudioTrack();
  if (!track) throw new Error("no sound");
  const sizes: number[] = [];
  for await (const packet of new EncodedPacketSink(track).packets()) sizes.push(packet.data.byteLength);
  return sizes;
}
