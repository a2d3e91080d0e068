// Real recordings in a real browser when a camera or microphone fails, is silent, or opens too late.
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { FakeCore } from "../../src/bridge/fake/fake";
import { Chromium, type Opened } from "./browser";
import { PHONE, type Place, type State } from "./views";

declare global {
  interface Window {
    /** The devices that the page opened, and a test's controls over them. */
    given: {
      readonly streams: MediaStream[];
      readonly contexts: AudioContext[];
      /** The loudness of the microphone. */
      loud: GainNode | null;
      /** While set, devices do not finish opening. */
      gate: Promise<void> | null;
      open: () => void;
    };
  }
}

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
  await page.addInitScript(meddle);
});
afterEach(() => page.context().close());

/** Runs in the page: the camera is Chromium's own; the microphone is a tone that a test turns down. */
function meddle(): void {
  const given: Window["given"] = { streams: [], contexts: [], loud: null, gate: null, open: () => undefined };
  window.given = given;
  const Plain = window.AudioContext;
  window.AudioContext = class extends Plain {
    constructor(options?: AudioContextOptions) {
      super(options);
      given.contexts.push(this);
    }
  };
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    if (given.gate) await given.gate;
    let stream: MediaStream;
    if (wanted?.video) stream = await real(wanted);
    else {
      const room = new Plain();
      const tone = new OscillatorNode(room);
      given.loud = new GainNode(room);
      const out = new MediaStreamAudioDestinationNode(room);
      tone.connect(given.loud).connect(out);
      tone.start();
      stream = out.stream;
    }
    given.streams.push(stream);
    return stream;
  };
}

async function show(place: Place, state: State = "joined"): Promise<void> {
  await chromium.show(opened, place, state, { language: "en", size: PHONE, theme: "light" });
}

const LIVE = "[data-live=audio]";
const record = async (): Promise<void> => {
  await page.click("[data-do=audio]");
  await page.waitForSelector(LIVE);
};

/** Returns the newest item in the core. */
const newest = (): Promise<{ finished: boolean; interrupted: boolean; bytes: number; live: boolean }> =>
  page.evaluate(() => {
    const core = window.session?.bridge as FakeCore;
    const [first] = core.listed;
    if (!first) throw new Error("nothing was captured");
    return { finished: first.finished, interrupted: first.interrupted, bytes: first.bytes, live: first.live };
  });

/** Returns the number of running tracks, each of which burns a light. */
const burning = (): Promise<number> =>
  page.evaluate(() => window.given.streams.flatMap((stream) => stream.getTracks()).filter((track) => track.readyState === "live").length);

describe("the sound of a recording", () => {
  it("is sealed as cut off, and that is told, when the microphone gives nothing any more", async () => {
    await show("capture");
    await record();
    await page.waitForTimeout(1_500);
    await page.evaluate(() => window.given.contexts.at(-1)?.suspend());
    await page.waitForSelector("[role=alert] .explained", { timeout: 8_000 });
    expect(await page.innerText("[role=alert]")).toContain("The microphone stopped");
    await page.waitForSelector(LIVE, { state: "detached" });
    await expect.poll(newest).toMatchObject({ finished: true, interrupted: true, live: true });
    expect((await newest()).bytes).toBeGreaterThan(1_000);
  });

  it("goes on through silence, which is told while it lasts", async () => {
    await show("capture");
    await record();
    await page.waitForTimeout(4_000);
    expect(await page.locator("[data-silence]").count()).toBe(0);
    await page.evaluate(() => window.given.loud?.gain.setValueAtTime(0, 0));
    await page.waitForSelector("[data-silence]", { timeout: 8_000 });
    expect(await page.locator(LIVE).count()).toBe(1);
    await page.evaluate(() => window.given.loud?.gain.setValueAtTime(1, 0));
    await page.waitForSelector("[data-silence]", { state: "detached", timeout: 8_000 });
    await page.click("[data-do=stop]");
    await page.waitForSelector(LIVE, { state: "detached" });
    expect(await newest()).toMatchObject({ finished: true, interrupted: false });
  });

  it("goes on while the system withholds the microphone, which is told, and is heard again afterwards", async () => {
    const call = (type: "mute" | "unmute"): Promise<unknown> =>
      page.evaluate((type) => window.given.streams.at(-1)?.getTracks()[0]?.dispatchEvent(new Event(type)), type);
    await show("capture");
    await record();
    await page.waitForTimeout(1_000);
    await call("mute");
    await page.evaluate(() => window.given.contexts.at(-1)?.suspend());
    await page.waitForSelector("[data-withheld=microphone] .explained");
    const before = await pushed();
    await page.waitForTimeout(5_000);
    expect(await page.locator(LIVE).count()).toBe(1);
    expect(await pushed(), "silence keeps its place").toBeGreaterThan(before);
    await call("unmute");
    await page.waitForSelector("[data-back=microphone]");
    await expect.poll(() => page.evaluate(() => window.given.contexts.at(-1)?.state)).toBe("running");
    await page.waitForTimeout(1_000);
    await page.click("[data-do=stop]");
    await page.waitForSelector(LIVE, { state: "detached" });
    expect(await newest()).toMatchObject({ finished: true, interrupted: false });
  });

  it("ends as cut off when the microphone ends", async () => {
    await show("capture");
    await record();
    await page.waitForTimeout(1_500);
    await page.evaluate(() => window.given.streams.at(-1)?.getTracks()[0]?.dispatchEvent(new Event("ended")));
    await page.waitForSelector("[role=alert] .explained");
    expect(await newest()).toMatchObject({ finished: true, interrupted: true });
  });
});

describe("a video", () => {
  it("goes on without its sound, and says so, when the microphone is silent or lost", async () => {
    await show("capture");
    await page.waitForFunction(() => (document.querySelector("video")?.videoWidth ?? 0) > 0);
    await page.click("[data-do=video]");
    await page.waitForSelector("[data-live=video]");
    await page.waitForTimeout(1_500);
    await page.evaluate(() => window.given.loud?.gain.setValueAtTime(0, 0));
    await page.waitForSelector("[data-silence]", { timeout: 8_000 });
    await page.evaluate(() => window.given.streams.at(-1)?.getTracks()[0]?.dispatchEvent(new Event("ended")));
    await page.waitForFunction(() => document.body.innerText.includes("The video is recorded without sound."));
    const before = await pushed();
    await page.waitForTimeout(2_500);
    expect(await pushed()).toBeGreaterThan(before);
    await page.click("[data-do=stop]");
    await page.waitForSelector("[data-live=video]", { state: "detached" });
    expect(await newest()).toMatchObject({ finished: true, interrupted: false });
  });
});

/** Returns the number of bytes that the core has received of the current recording. */
const pushed = (): Promise<number> =>
  page.evaluate(() => {
    const core = window.session?.bridge as FakeCore;
    const pieces = [...core.pushed.values()].at(-1) ?? [];
    return pieces.reduce((sum, piece) => sum + piece.length, 0);
  });

/** Keeps devices from opening until `release`. */
const hold = (): Promise<void> =>
  page.evaluate(() => {
    window.given.gate = new Promise((open) => (window.given.open = open));
  });
const release = async (): Promise<void> => {
  await page.evaluate(() => window.given.open());
  await page.waitForTimeout(800);
};

describe("a device that opens too late", () => {
  it("is let go when the capture screen was left, camera and microphone", async () => {
    await show("more");
    await hold();
    await page.click("nav [data-screen=capture]");
    await page.waitForSelector("[data-lens=asking]");
    await page.click("[data-do=audio]");
    await page.waitForTimeout(300);
    await page.click("nav [data-screen=more]");
    await page.waitForSelector("section.capture", { state: "detached" });
    await release();
    expect(await page.evaluate(() => window.given.streams.length)).toBeGreaterThan(0);
    expect(await burning()).toBe(0);
    expect(await page.evaluate(() => (window.session?.bridge as FakeCore).pushed.size)).toBe(0);
  });

  it("is let go when the person was taken meanwhile", async () => {
    await show("capture");
    await page.waitForSelector("[data-lens=ready]");
    await hold();
    await page.click("[data-do=audio]");
    await page.waitForTimeout(300);
    await page.keyboard.press("Control+Shift+X");
    await page.waitForSelector("[data-harmless]");
    await release();
    expect(await burning()).toBe(0);
    expect(await page.evaluate(() => (window.session?.bridge as FakeCore).pushed.size)).toBe(0);
  });

  it("is let go when the screen that scans an invitation was left", async () => {
    await show("join", "unjoined");
    await hold();
    await page.click("[data-way=scan]");
    await page.waitForSelector(".scan");
    await page.click("[data-back]");
    await page.waitForSelector(".scan", { state: "detached" });
    await release();
    expect(await page.evaluate(() => window.given.streams.length)).toBe(1);
    expect(await burning()).toBe(0);
  });
});

it("a recording that is being begun when the person is taken is sealed before the last word", async () => {
  await show("capture");
  await page.waitForSelector("[data-lens=ready]");
  await page.evaluate(() => {
    const core = window.session?.bridge as FakeCore;
    const told: string[] = [];
    Object.assign(window, { told });
    const { recordingBegin, recordingFinish, taken } = core;
    core.recordingBegin = async (...asked) => {
      told.push("begins");
      await new Promise((resolve) => setTimeout(resolve, 500));
      return recordingBegin(...asked);
    };
    core.recordingFinish = (...asked) => (told.push("sealed"), recordingFinish(...asked));
    core.taken = () => (told.push("taken"), taken());
  });
  await page.click("[data-do=audio]");
  await page.waitForFunction(() => (window as unknown as { told: string[] }).told.includes("begins"));
  await page.keyboard.press("Control+Shift+X");
  await page.waitForSelector("[data-harmless=done]");
  expect(await page.evaluate(() => (window as unknown as { told: string[] }).told)).toEqual(["begins", "sealed", "taken"]);
  expect(await burning()).toBe(0);
});
