// A camera or a microphone that the system withholds for a while, as during a call: the person is told, the recording
// continues, and the return is shown.
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { fake, home } from "../bridge/fake/fake";
import { type Shown, show } from "../testing";
import { Lens } from "./lens.svelte";
import type { Sources } from "./recording";
import { type Devices, devices, FakeRecording, type FakeTrack } from "./testing";

const recorder = vi.hoisted(() => ({ begin: (_from: unknown): unknown => null }));
vi.mock("./recording", () => ({ Recording: { begin: (_core: unknown, _proven: unknown, from: unknown) => Promise.resolve(recorder.begin(from)) } }));
vi.mock("./codecs", () => ({ selfTest: () => Promise.resolve({ video: {}, audio: {} }) }));

// The first import compiles the screen, which may take long.
beforeAll(async () => void (await import("./Capture.svelte")), 60_000);
// The test page plays no picture.
beforeAll(() => {
  Object.defineProperty(HTMLMediaElement.prototype, "srcObject", { value: null, writable: true });
  vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue();
});

let given: Devices;
let screen: Shown;
let recording: FakeRecording;
let from: Sources;
beforeEach(() => {
  given = devices();
  recording = new FakeRecording();
  recorder.begin = (sources) => {
    from = sources as Sources;
    return recording;
  };
});
afterEach(() => vi.useRealTimers());

const only = (tracks: FakeTrack[]): FakeTrack => {
  const [track] = tracks.filter((one) => !one.stopped);
  if (!track) throw new Error("nothing is open");
  return track;
};

async function open(): Promise<void> {
  screen = await show(App, { bridge: fake(home()), language: "en" as const });
  await screen.loaded("[data-lens=ready]");
}

/** Returns the devices that the screen names: withheld ones, and those that are back. */
const told = (): (string | undefined)[] =>
  [...screen.root.querySelectorAll<HTMLElement>("[data-withheld], [data-back]")].map(({ dataset }) => dataset.withheld ?? `${dataset.back} back`);

test("what is withheld is known, and that it is back is said for a moment", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const lens = new Lens();
  await lens.open();
  only(given.cameras).withhold();
  expect([lens.withheld, lens.back, lens.state]).toEqual([{ camera: true, microphone: false }, null, "ready"]);
  only(given.cameras).withhold(false);
  expect([lens.withheld.camera, lens.back]).toEqual([false, "camera"]);
  await vi.advanceTimersByTimeAsync(3_000);
  only(given.cameras).withhold();
  only(given.cameras).withhold(false);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(lens.back).toBe("camera");
  await vi.advanceTimersByTimeAsync(2_000);
  expect(lens.back).toBeNull();
});

test("a device that is withheld when it is opened is withheld from the start", async () => {
  given.withheld = true;
  const lens = new Lens();
  await Promise.all([lens.open(), lens.listen()]);
  expect(lens.withheld).toEqual({ camera: true, microphone: true });
});

test("what is let go or lost is not withheld any more, and never came back", async () => {
  const lens = new Lens();
  await Promise.all([lens.open(), lens.listen()]);
  for (const track of [...given.cameras, ...given.microphones]) track.withhold();
  lens.mute();
  given.cameras[0]?.end();
  expect([lens.withheld, lens.back]).toEqual([{ camera: false, microphone: false }, null]);
  await lens.listen();
  only(given.microphones).withhold();
  only(given.microphones).withhold(false);
  lens.close();
  expect(lens.back).toBeNull();
});

test("what a stream says after it was let go is nothing to the one after it", async () => {
  const lens = new Lens();
  await lens.listen();
  const [old] = given.microphones;
  old?.withhold();
  lens.mute();
  old?.withhold();
  expect(lens.withheld.microphone).toBe(false);
  await lens.listen();
  const lost = vi.fn();
  lens.lost = lost;
  old?.withhold();
  old?.end();
  expect([lens.withheld.microphone, lens.audio === null, lens.microphone, lost.mock.calls.length]).toEqual([false, false, null, 0]);
});

test("a microphone is not called back where the recording has given up its sound", async () => {
  const lens = new Lens();
  await lens.listen();
  only(given.microphones).withhold();
  lens.microphone = "microphone-lost";
  only(given.microphones).withhold(false);
  expect(lens.back).toBeNull();
});

test("a sound recording goes on without its microphone, says so in three parts and not as mere silence, and when it is back", async () => {
  await open();
  await screen.click("[data-do=audio]");
  await screen.loaded("[data-live=audio]");
  expect(told()).toEqual([]);
  recording.heard(false);
  only(given.microphones).withhold();
  await screen.settle();
  expect(told()).toEqual(["microphone"]);
  const said = screen.find("[role=alert][data-withheld]").textContent;
  for (const part of ["switched the microphone off for now", "goes on and stays silent", "comes back by itself"]) expect(said).toContain(part);
  expect(screen.root.querySelector("[data-silence]")).toBeNull();
  expect([from.withheld?.("microphone"), from.withheld?.("camera")]).toEqual([true, false]);
  await screen.click("[data-withheld] button");
  expect([told(), screen.root.querySelector("[data-withheld] button")], "once it was read it is told in a few words").toEqual([["microphone"], null]);
  expect(screen.text()).toContain("goes on and stays silent");
  only(given.microphones).withhold(false);
  await screen.settle();
  expect([told(), from.withheld?.("microphone")]).toEqual([["microphone back"], false]);
  expect(screen.root.querySelector("[data-silence]"), "what is silent for another reason is told again").not.toBeNull();
  await screen.click("[data-do=stop]");
  expect([recording.ended, told()]).toEqual([[false], []]);
  await screen.gone();
});

test("a video goes on without picture and sound, says both, and each when it is back", async () => {
  await open();
  await screen.click("[data-do=video]");
  await screen.loaded("[data-live=video]");
  only(given.cameras).withhold();
  only(given.microphones).withhold();
  await screen.settle();
  expect(told()).toEqual(["camera", "microphone"]);
  expect(screen.text()).toContain("stays black while this lasts");
  only(given.cameras).withhold(false);
  await screen.settle();
  expect(told()).toEqual(["camera back", "microphone"]);
  await screen.click("[data-do=stop]");
  expect(recording.ended).toEqual([false]);
  await screen.gone();
});

test("a withheld camera is told beside what went wrong before, takes no photo, and is nothing to a sound recording", async () => {
  await open();
  only(given.cameras).withhold();
  await screen.settle();
  expect(told()).toEqual(["camera"]);
  expect(screen.find("[data-do=photo]").getAttribute("aria-disabled")).toBe("true");
  await screen.click("[data-do=audio]");
  await screen.loaded("[data-live=audio]");
  expect(told()).toEqual([]);
  given.microphones[0]?.end();
  await screen.loaded("[role=alert] button");
  expect(told()).toEqual(["camera"]);
  await screen.gone();
});

test("a core that takes nothing in is told in three parts, also once it was read, until it answers", async () => {
  await open();
  await screen.click("[data-do=audio]");
  await screen.loaded("[data-live=audio]");
  recording.waits = 5_000;
  await screen.loaded("[data-withheld=storage]");
  const said = screen.find("[role=alert][data-withheld]").textContent;
  for (const part of ["Nothing has been sealed for some seconds", "waits in memory", "as soon as the storage answers"]) expect(said).toContain(part);
  await screen.click("[data-withheld] button");
  expect([told(), screen.find("[data-live]").dataset.live]).toEqual([["storage"], "audio"]);
  recording.waits = 0;
  await new Promise((resolve) => setTimeout(resolve, 400));
  await screen.settle();
  expect(told()).toEqual([]);
  await screen.gone();
});

test("a recording that does not begin is told, and that nothing is recorded yet", async () => {
  await open();
  let go: () => void = () => undefined;
  recorder.begin = () => new Promise((answer) => (go = () => answer(recording)));
  await screen.click("[data-do=audio]");
  await new Promise((resolve) => setTimeout(resolve, 2_200));
  await screen.settle();
  expect([told(), screen.text().includes("Nothing is being recorded yet")]).toEqual([["begin"], true]);
  go();
  await screen.loaded("[data-live=audio]");
  expect(told()).toEqual([]);
  await screen.gone();
});
