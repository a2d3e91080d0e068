// The lens in a person's hands: words at the first uses, missing devices, the sheet of tags, sound alone.
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import App from "../App.svelte";
import type { CaptureBridge } from "../bridge/capture";
import { Trouble } from "../bridge/bridge";
import { item } from "../bridge/fake/capture";
import { fake, type FakeCore, home } from "../bridge/fake/fake";
import { CHOSEN } from "../bridge/fake/home";
import type { HomeView } from "../bridge/types";
import type { Session } from "../session/session.svelte";
import { type Shown, show } from "../testing";
import { type Devices, devices, FakeRecording } from "./testing";

/** Encodes no media; begins and ends through the core like the real recording. */
let recording: FakeRecording;
const begin = async (core: CaptureBridge, kind: string): Promise<FakeRecording> => {
  const item = await core.recordingBegin(`${kind}.webm`, `${kind}/webm`, []);
  recording = Object.assign(new FakeRecording(), { item, end: (cutOff = false) => core.recordingFinish(item, cutOff) });
  return recording;
};
vi.mock("./recording", () => ({
  Recording: { begin: (core: CaptureBridge, _: unknown, from: { picture: unknown }) => begin(core, from.picture ? "video" : "audio") },
}));
vi.mock("./codecs", () => ({ selfTest: () => Promise.resolve({ video: {}, audio: {} }) }));

// The first import compiles the screen, which may take long.
beforeAll(async () => void (await import("./Capture.svelte")), 60_000);
// The test page plays no picture; a drawn one is a few bytes.
beforeAll(() => {
  const video = HTMLMediaElement.prototype;
  Object.defineProperty(video, "srcObject", { value: null, writable: true });
  vi.spyOn(video, "play").mockResolvedValue();
  for (const [side, pixels] of [["videoWidth", 640], ["videoHeight", 480]] as const) Object.defineProperty(HTMLVideoElement.prototype, side, { get: () => pixels });
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
  vi.spyOn(HTMLCanvasElement.prototype, "toBlob").mockImplementation((done) => done(new Blob(["jpeg"], { type: "image/jpeg" })));
});

let given: Devices;
let core: FakeCore;
let session: Session;
let screen: Shown;
beforeEach(() => {
  given = devices();
});
afterEach(async () => {
  vi.useRealTimers();
  await screen.gone();
});

async function open(change: Partial<HomeView> = {}, lens = "ready", prepare: (core: FakeCore) => void = () => undefined): Promise<void> {
  core = fake(home(change));
  prepare(core);
  screen = await show(App, { bridge: core, language: "en" as const, begin: (begun: Session) => (session = begun) });
  await screen.loaded(`[data-lens=${lens}]`);
}
const used = (times: number): Partial<HomeView> => ({ preferences: { ...CHOSEN, uses: String(times) } });
const shows = (selector: string): boolean => screen.root.querySelector(selector) !== null;
const wait = async (ms = 20): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, ms));
  await screen.settle();
};
async function photo(): Promise<void> {
  await screen.click("[data-do=photo]");
  await screen.loaded("[data-review]");
}
async function press(key: string): Promise<void> {
  window.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  await screen.settle();
}

test("buttons have words until the lens was used nine times, and the core alone remembers it", async () => {
  await open(used(7));
  expect([...screen.root.querySelectorAll(".word")].map((one) => one.textContent)).toEqual(["Sound", "Photo", "Video", "Files"]);
  await photo();
  expect(screen.find(".top").textContent).toContain("Sealed here");
  await photo();
  await wait();
  expect(core.set).toEqual([["uses", "8"], ["uses", "9"]]);
  expect(shows(".word")).toBe(false);
  expect(screen.find(".top").textContent).not.toContain("Sealed here");
  await photo();
  expect(core.set, "no more is ever counted").toHaveLength(2);
});

test("for the first uses the sheet asks for tags until the next shot, and says what it asks about", async () => {
  await open();
  await photo();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  await vi.advanceTimersByTimeAsync(60_000);
  vi.useRealTimers();
  await wait();
  expect(screen.find("[data-review]").textContent).toMatch(/Photo, \d+:\d\d:\d\d/);
  const first = screen.find("[data-review]").dataset.review;
  await photo();
  await wait();
  expect(screen.find("[data-review]").dataset.review).not.toBe(first);
});

test("later the sheet goes by itself after a moment, and a chip brings it back with the tags that were given", async () => {
  await open(used(9));
  await photo();
  await screen.click("[data-tag=force]");
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  screen.find("[data-tag=bus]").dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
  screen.find("[data-tag=bus]").dispatchEvent(new PointerEvent("pointerleave"));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(shows("[data-review]"), "not under the finger").toBe(true);
  await vi.advanceTimersByTimeAsync(2_000);
  vi.useRealTimers();
  await wait();
  expect(shows("[data-review]")).toBe(false);
  await screen.click("[data-do=tag]");
  expect(screen.find("[data-tag=force]").getAttribute("aria-pressed")).toBe("true");
  expect(core.marked).toEqual([`tag:${core.listed[0]?.item}:force:sure`]);
});

test("a sheet that goes by itself shows the time that it has left, anew with every touch, and one that stays shows none", async () => {
  await open();
  await photo();
  expect(shows("[data-time]")).toBe(false);
  await screen.click("[data-tag=force]");
  const first = screen.find("[data-time]");
  expect(first.style.animationDuration).toBe("6000ms");
  await screen.click("[data-tag=bus]");
  expect(screen.find("[data-time]")).not.toBe(first);
});

test.each([
  [false, 0],
  [true, 1],
])("the sheet shows a picture only where the organisation lets it be looked at: %s", async (review, pictures) => {
  await open({ review });
  await photo();
  await wait();
  expect(screen.root.querySelectorAll("[data-review] img")).toHaveLength(pictures);
  await screen.click("[data-do=skip]");
  expect(screen.root.querySelectorAll("img"), "and lets it go with the sheet").toHaveLength(0);
});

test("the sheet that counts ends with the recording, and the tags of it follow", async () => {
  await open();
  await screen.click("[data-do=video]");
  await screen.loaded("[data-live=video]");
  await screen.click("[data-do=count]");
  expect(shows("[data-tally]")).toBe(true);
  await screen.click("[data-do=stop]");
  await screen.loaded("[data-review]");
  expect(shows("[data-tally]")).toBe(false);
  expect(screen.find("[data-review]").textContent).toMatch(/Video 0:00, /);
});

test("after a recording in which something was counted the tags wait behind their button: nothing is left to press", async () => {
  await open();
  await screen.click("[data-do=video]");
  await screen.loaded("[data-live=video]");
  await screen.click("[data-do=count]");
  await screen.click("[data-tally=baton]");
  await screen.click("[data-do=stop]");
  await screen.loaded("[data-do=tag]");
  expect([shows("[data-tally]"), shows("[data-review]")]).toEqual([false, false]);
  await screen.click("[data-do=tag]");
  expect(shows("[data-review]")).toBe(true);
});

test("one tap is enough for a tag: the sheet says that it is kept, and goes by itself also for the first uses", async () => {
  await open();
  await photo();
  const said = (): boolean => screen.find("[data-kept]").dataset.kept === "true";
  expect(said()).toBe(false);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  screen.find("[data-tag=force]").click();
  await vi.advanceTimersByTimeAsync(100);
  expect(said()).toBe(true);
  expect(screen.find("[data-kept]").textContent).toContain("Kept. This goes away by itself.");
  await vi.advanceTimersByTimeAsync(5_000);
  expect(shows("[data-review]"), "not before somebody has read it").toBe(true);
  await vi.advanceTimersByTimeAsync(2_000);
  vi.useRealTimers();
  await wait();
  expect(shows("[data-review]")).toBe(false);
});

test("the button that closes the count is called that", async () => {
  await open();
  await screen.click("[data-do=video]");
  await screen.loaded("[data-live=video]");
  const called = (): unknown[] => [screen.find("[data-do=count]").getAttribute("aria-label"), screen.find("[data-do=count] .word").textContent];
  expect(called()).toEqual(["Count", "Count"]);
  await screen.click("[data-do=count]");
  expect(called()).toEqual(["Close", "Close"]);
});

test("Stop has one place in sound and in video, and a second press of it begins nothing", async () => {
  await open();
  const [begins, place] = [screen.find("[data-do=audio]").className, screen.find("[data-do=video]").className];
  await screen.click("[data-do=audio]");
  await screen.loaded("[data-live=audio]");
  expect([screen.find("[data-do=stop]").className, screen.find("[data-do=count]").className]).toEqual([place, begins]);
  await screen.click("[data-do=count]");
  expect(screen.find("[data-do=count]").getAttribute("aria-expanded"), "the second press on the microphone opens nothing").toBe("false");
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  screen.find("[data-do=stop]").click();
  await vi.advanceTimersByTimeAsync(100);
  screen.find("[data-do=video]").click();
  await vi.advanceTimersByTimeAsync(200);
  vi.useRealTimers();
  await wait();
  expect([core.listed.length, shows("[data-live]")]).toEqual([1, false]);
});

test("after a kill in the middle of an import the lens says that the file is to be taken in again", async () => {
  await open({ findings: [{ code: "cut-file", count: 1, items: [] }] });
  expect(screen.find("[data-cut]").textContent).toMatch(/file was cut off while it was taken in.*Take the file in again/);
  await screen.click("[data-cut]");
  expect(shows("[data-cut]")).toBe(false);
});

test("after a kill one line says what was cut off and kept, until it is tapped or a while has passed", async () => {
  const cut = item(5, { live: true, interrupted: true, claimedAt: "2026-11-25T14:02:00+05:00", bytes: 3_200_000 });
  for (const tapped of [true, false]) {
    await open({ findings: [{ code: "interrupted", count: 1, items: [cut.item] }] }, "ready", (core) => core.listed.push(cut));
    await screen.loaded("[data-cut]");
    const said = screen.find("[data-cut]").textContent?.replace(/[\u2068\u2069]/g, "");
    expect(said).toMatch(/recording begun at \d+:\d\d.* was cut off.*3\.2 MB.*sealed/i);
    expect(screen.find("[data-cut]").closest("[role=status]")).not.toBeNull();
    if (tapped) await screen.click("[data-cut]");
    else {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      session.go("more");
      await vi.advanceTimersByTimeAsync(100);
      session.go("capture");
      await vi.advanceTimersByTimeAsync(100);
      expect(shows("[data-cut]")).toBe(true);
      await vi.advanceTimersByTimeAsync(31_000);
      vi.useRealTimers();
      await wait();
    }
    expect(shows("[data-cut]")).toBe(false);
    session.go("more");
    await wait();
    session.go("capture");
    await wait();
    expect(shows("[data-cut]"), "said once").toBe(false);
    if (tapped) await screen.gone();
  }
});

test("it ends with a recording that broke off, and Escape closes it before that", async () => {
  await open();
  await screen.click("[data-do=video]");
  await screen.loaded("[data-live=video]");
  await screen.click("[data-do=count]");
  await press("Escape");
  expect([shows("[data-tally]"), shows("[data-live=video]")]).toEqual([false, true]);
  await screen.click("[data-do=count]");
  given.cameras[0]?.end();
  await wait();
  expect([shows("[data-tally]"), shows("[data-live]")]).toEqual([false, false]);
});

test("sound alone has a face of its own: no picture, no shutter, its words, its time and how loud it is", async () => {
  await open();
  await screen.click("[data-do=audio]");
  await screen.loaded("[data-sound]");
  expect(screen.find("video").classList.contains("hidden")).toBe(true);
  expect(shows("[data-do=photo]")).toBe(false);
  expect(screen.find("[data-sound]").textContent).toContain("Sound only");
  recording.level = 0.5;
  await wait(150);
  expect(screen.find("[role=meter]").getAttribute("aria-valuenow")).toBe("6");
});

/** Makes the device list these kinds. */
function lists(...kinds: string[]): void {
  Object.assign(navigator.mediaDevices, { enumerateDevices: () => Promise.resolve(kinds.map((kind) => ({ kind }))) });
}

test("with neither camera nor microphone that is said at once, and every button says it again", async () => {
  given = devices(false);
  lists("audiooutput");
  const { getUserMedia } = navigator.mediaDevices;
  navigator.mediaDevices.getUserMedia = (wanted) => (wanted?.audio ? Promise.reject(new DOMException("", "NotFoundError")) : getUserMedia(wanted));
  await open({}, "dark");
  await wait();
  for (const button of [null, "photo", "video", "audio"]) {
    if (button) await screen.click(`[data-do=${button}]`);
    await wait();
    const said = screen.find("[role=alert]").textContent;
    expect(said, String(button)).toContain("Neither camera nor microphone");
    expect(said).toContain("Notes, counts, forms and files work.");
    expect(screen.text()).not.toMatch(/without sound|record sound/);
    await screen.click("[role=alert] button");
  }
});

test("without a camera alone the shutter says so when it is pressed, and sound is recorded", async () => {
  given = devices(false);
  lists("audioinput");
  await open({}, "dark");
  await wait();
  await screen.click("[data-do=photo]");
  await wait();
  expect(screen.find("[role=alert]").textContent).toContain("No camera was found");
  await screen.click("[data-do=audio]");
  await screen.loaded("[data-live=audio]");
});

test("a camera that was found meanwhile is there when the shutter is pressed, and no photo is taken of nothing", async () => {
  given = devices(false);
  await open({}, "dark");
  devices();
  await screen.click("[data-do=photo]");
  await screen.loaded("[data-lens=ready]");
  expect(core.listed).toHaveLength(0);
  await photo();
  expect(core.listed).toHaveLength(1);
});

test("what was sealed in this run is counted, a failed photo is not, and the last word forgets it", async () => {
  await open();
  await photo();
  await photo();
  await wait();
  expect(screen.find("[data-captured]").dataset.captured).toBe("2");
  core.full = new Trouble("disk-full");
  await screen.click("[data-do=photo]");
  await wait();
  expect(screen.find("[data-captured]").dataset.captured).toBe("2");
  session.forget();
  await screen.settle();
  expect(shows("[data-captured]")).toBe(false);
  expect(shows("[data-do=tag]"), "what was forgotten is not asked about").toBe(false);
});

test("a tag that a full disk refuses is told on its sheet not to be kept, until one is", async () => {
  await open();
  await photo();
  core.full = new Trouble("disk-full");
  await screen.click("[data-tag=force]");
  await wait();
  expect(screen.find("[data-review] [data-refused]").textContent).toContain("The disk is full. The tag was not kept.");
  expect(screen.find("[data-tag=force]").getAttribute("aria-pressed")).toBe("false");
  core.full = null;
  await screen.click("[data-tag=force]");
  await wait();
  expect([shows("[data-review] [data-refused]"), screen.find("[data-kept]").dataset.kept]).toEqual([false, "true"]);
});

test("a recording that a full disk ended is told to have stopped and to be kept, without its number", async () => {
  await open();
  await screen.click("[data-do=video]");
  await screen.loaded("[data-live=video]");
  recording.failed(new Trouble("disk-full", "0a".repeat(16)));
  await wait();
  expect(shows("[data-live]")).toBe(false);
  expect(screen.find("[data-broke]").textContent).toMatch(/recording has stopped\..*is kept and sealed/);
  expect(screen.find("[role=alert]").textContent).not.toContain("0a0a");
  await screen.click("[role=alert] button");
  core.full = new Trouble("disk-full");
  await screen.click("[data-do=photo]");
  await wait();
  expect([shows("[role=alert]"), shows("[data-broke]")], "a photo ends no recording").toEqual([true, false]);
});

test("a second press of Stop begins no film: Video, which stands in its place, and its key rest for a second", async () => {
  await open();
  await screen.click("[data-do=video]");
  await screen.loaded("[data-live=video]");
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  screen.find("[data-do=stop]").click();
  await vi.advanceTimersByTimeAsync(100);
  screen.find("[data-do=video]").click();
  window.dispatchEvent(new KeyboardEvent("keydown", { key: "r", bubbles: true }));
  await vi.advanceTimersByTimeAsync(700);
  expect([core.listed.length, shows("[data-live]")]).toEqual([1, false]);
  expect(screen.find("[data-do=video]").getAttribute("aria-disabled")).toBe("true");
  await vi.advanceTimersByTimeAsync(500);
  screen.find("[data-do=video]").click();
  await vi.advanceTimersByTimeAsync(100);
  vi.useRealTimers();
  await screen.loaded("[data-live=video]");
});

test("with a tag given the sheet is done and not skipped, and the chip after it says the tag", async () => {
  await open();
  await photo();
  expect(screen.find("[data-do=skip]").textContent).toBe("Skip");
  await screen.click("[data-tag=force]");
  await screen.click("[data-tag=bus]");
  expect(screen.find("[data-do=skip]").textContent).toBe("Done");
  const [force, bus] = ["force", "bus"].map((tag) => screen.find(`[data-tag=${tag}]`).textContent?.trim());
  await screen.click("[data-do=skip]");
  expect(screen.find("[data-do=tag]").textContent?.trim()).toBe(`${force}, ${bus}`);
  expect(screen.find("[data-do=tag]").getAttribute("aria-label")).toBe(`Say what it was: ${force}, ${bus}`);
});
