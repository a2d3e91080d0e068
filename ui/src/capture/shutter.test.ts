import { beforeEach, expect, test, vi } from "vitest";
import { Trouble } from "../bridge/bridge";
import { fake, type FakeCore, home } from "../bridge/fake/fake";
import { Session } from "../session/session.svelte";
import { Lens } from "./lens.svelte";
import { Shutter } from "./shutter.svelte";
import { type Devices, devices, FakeRecording } from "./testing";

const recorder = vi.hoisted(() => ({ begin: (): Promise<unknown> => Promise.reject(new Error("no recorder")) }));
vi.mock("./recording", () => ({ Recording: { begin: () => recorder.begin() } }));
vi.mock("./codecs", () => ({ selfTest: () => Promise.resolve({ video: {}, audio: {} }) }));

let given: Devices;
let recording: FakeRecording;
let session: Session;
let shutter: Shutter;
beforeEach(() => {
  vi.restoreAllMocks();
  given = devices();
  recording = new FakeRecording();
  recorder.begin = () => Promise.resolve(recording);
  session = new Session(fake(home()), "en");
  shutter = new Shutter(session);
});

const picture = {} as HTMLVideoElement;
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

test("a recording that was being begun when the screen went is ended at once, and nothing is left open", async () => {
  let begun: (value: unknown) => void = () => undefined;
  recorder.begin = () => new Promise((resolve) => (begun = resolve));
  await shutter.lens.open();
  void shutter.record(picture);
  await settle();
  const closing = shutter.close();
  await settle();
  begun(recording);
  await closing;
  await settle();
  expect(recording.ended).toEqual([false]);
  expect(shutter.live).toBeNull();
  expect(session.busy).toBe(false);
  expect([...given.cameras, ...given.microphones].map((track) => track.stopped)).toEqual([true, true]);
});

test("the sheet of a recording and List say one length and one time: the clock that ran, and the time that was signed", async () => {
  const core = fake(home());
  session = new Session(core, "en");
  shutter = new Shutter(session);
  recorder.begin = async () => Object.assign(recording, { item: await session.bridge.recordingBegin("v.webm", "video/webm", []) });
  // Encoders are flushed before the end is requested, and the record bears the time of its signature.
  recording.end = async (cutOff = false) => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    return session.bridge.recordingFinish(recording.item, cutOff);
  };
  await shutter.record(null);
  const listed = core.listed[0];
  if (listed) listed.claimedAt = "2026-11-30T04:10:05.000+05:00";
  await new Promise((resolve) => setTimeout(resolve, 300));
  await shutter.stop();
  const known = session.run.of(recording.item);
  expect(shutter.shot).toMatchObject({ at: "2026-11-30T04:10:05.000+05:00", seconds: known?.seconds });
  expect([known?.at, (known?.seconds ?? 9) < 0.5]).toEqual(["2026-11-30T04:10:05.000+05:00", true]);
});

test("whoever closes everything waits until a recording that was being begun is sealed", async () => {
  let begun: (value: unknown) => void = () => undefined;
  recorder.begin = () => new Promise((resolve) => (begun = resolve));
  void shutter.record(null);
  await settle();
  let closed = false;
  const closing = shutter.close().then(() => (closed = true));
  await settle();
  expect(closed).toBe(false);
  begun(recording);
  await closing;
  expect(recording.ended).toEqual([false]);
});

test("whoever closes everything waits until a recording that was being stopped is sealed", async () => {
  await shutter.record(null);
  let ended: () => void = () => undefined;
  const end = recording.end.bind(recording);
  recording.end = (cutOff) => new Promise<void>((resolve) => (ended = resolve)).then(() => end(cutOff));
  void shutter.stop();
  let closed = false;
  const closing = shutter.close().then(() => (closed = true));
  await settle();
  expect(closed).toBe(false);
  ended();
  await closing;
  expect(recording.ended).toEqual([false]);
});

test("whoever closes everything has the way free and no device open, though a recording is never sealed", async () => {
  recording.end = () => new Promise(() => undefined);
  await shutter.lens.open();
  await shutter.record(picture);
  void shutter.close();
  await settle();
  expect([session.busy, shutter.live]).toEqual([false, null]);
  expect([...given.cameras, ...given.microphones].map((track) => track.stopped)).toEqual([true, true]);
});

test("whoever closes everything has the way free, though a recording that was stopped before is never sealed", async () => {
  recording.end = () => new Promise(() => undefined);
  await shutter.record(null);
  void shutter.stop();
  await settle();
  expect(given.microphones.map((track) => track.stopped)).toEqual([true]);
  void shutter.close();
  await settle();
  expect(session.busy).toBe(false);
});

test("a microphone that opens after the screen has gone is let go, and nothing is begun", async () => {
  const begin = vi.fn(recorder.begin);
  recorder.begin = begin;
  const open = given.hold();
  const going = shutter.record(null);
  await settle();
  const closing = shutter.close();
  open();
  await Promise.all([going, closing]);
  expect(given.microphones.map((track) => track.stopped)).toEqual([true]);
  expect(begin).not.toHaveBeenCalled();
  expect(shutter.trouble).toBeNull();
});

test("a camera that opens after the screen has gone is let go", async () => {
  const open = given.hold();
  const opening = shutter.lens.open();
  await shutter.close();
  open();
  await opening;
  expect(given.cameras.map((track) => track.stopped)).toEqual([true]);
  expect(shutter.lens.state).toBe("dark");
  expect(shutter.lens.video).toBeNull();
});

test("a lens that was asked to open twice holds one camera only", async () => {
  const lens = new Lens();
  await Promise.all([lens.open(), lens.open()]);
  expect(given.cameras.filter((track) => !track.stopped)).toHaveLength(1);
  lens.close();
  expect(given.cameras.every((track) => track.stopped)).toBe(true);
});

test("a microphone that was being opened when the lens was closed is let go, and no trouble of it is told", async () => {
  const lens = new Lens();
  const open = given.hold();
  const listening = lens.listen();
  lens.close();
  open();
  expect(await listening).toBeNull();
  expect(given.microphones.map((track) => track.stopped)).toEqual([true]);
  expect([lens.audio, lens.microphone]).toEqual([null, null]);
});

test("a sound recording goes on when the camera is lost", async () => {
  await shutter.lens.open();
  await shutter.record(null);
  given.cameras[0]?.end();
  await settle();
  expect([shutter.live, recording.ended]).toEqual(["audio", []]);
  expect(shutter.trouble).toBeNull();
  await shutter.stop();
  expect(recording.ended).toEqual([false]);
});

test("a video goes on when the microphone is lost, and a sound recording ends as cut off and says why", async () => {
  await shutter.lens.open();
  await shutter.record(picture);
  given.microphones[0]?.end();
  await settle();
  expect([shutter.live, recording.ended]).toEqual(["video", []]);
  expect(shutter.lens.microphone).toBe("microphone-lost");
  await shutter.stop();
  await shutter.record(null);
  given.microphones[1]?.end();
  await settle();
  expect([shutter.live, recording.ended]).toEqual([null, [false, true]]);
  expect(shutter.trouble?.code).toBe("microphone-lost");
});

test("a video ends as cut off when the camera is lost, and says why", async () => {
  await shutter.lens.open();
  await shutter.record(picture);
  given.cameras[0]?.end();
  await settle();
  expect([shutter.live, recording.ended]).toEqual([null, [true]]);
  expect(shutter.trouble?.code).toBe("camera-lost");
});

test("no video is begun when the camera was lost while the microphone was being opened", async () => {
  await shutter.lens.open();
  const begin = vi.fn(recorder.begin);
  recorder.begin = begin;
  const open = given.hold();
  const going = shutter.record(picture);
  await settle();
  given.cameras[0]?.end();
  open();
  await going;
  expect(begin).not.toHaveBeenCalled();
  expect([shutter.live, shutter.trouble?.code, session.busy]).toEqual([null, "camera-lost", false]);
  expect(given.microphones.map((track) => track.stopped)).toEqual([true]);
});

test.each([
  ["video", "camera"],
  ["sound recording", "microphone"],
] as const)("a %s whose %s was lost while it was being begun ends at once as cut off, and says why", async (what, device) => {
  let begun: (value: unknown) => void = () => undefined;
  recorder.begin = () => new Promise((resolve) => (begun = resolve));
  await shutter.lens.open();
  const going = shutter.record(what === "video" ? picture : null);
  await settle();
  given[`${device}s`][0]?.end();
  begun(recording);
  await going;
  expect(recording.ended).toEqual([true]);
  expect([shutter.live, shutter.working, session.busy]).toEqual([null, false, false]);
  expect([shutter.trouble?.code, shutter.last?.interrupted]).toEqual([`${device}-lost`, true]);
});

test("what is told of a lost device is not that all is sealed, when sealing failed", async () => {
  recording.refusal = new Trouble("disk-full");
  await shutter.record(null);
  given.microphones[0]?.end();
  await settle();
  expect(shutter.trouble?.code).toBe("disk-full");
  await shutter.record(null);
  recording.failed(new Trouble("microphone-lost"));
  await settle();
  expect(shutter.trouble?.code).toBe("disk-full");
});

/** Gives the lens a picture; a photo of it is a few bytes. */
function scene(): HTMLVideoElement {
  const canvas = { getContext: () => ({ drawImage: () => undefined }), toBlob: (done: (blob: Blob) => void) => done(new Blob(["jpeg"], { type: "image/jpeg" })) };
  const make = document.createElement.bind(document);
  vi.spyOn(document, "createElement").mockImplementation(((name: string) => (name === "canvas" ? canvas : make(name))) as typeof make);
  return { videoWidth: 4, videoHeight: 3 } as HTMLVideoElement;
}

test("an error stays when a later photo is sealed, until somebody has read it", async () => {
  const seen = scene();
  await shutter.lens.open();
  await shutter.record(null);
  given.microphones[0]?.end();
  await settle();
  await shutter.photo(seen);
  expect(shutter.said).toBe("sealed");
  expect(shutter.trouble?.code).toBe("microphone-lost");
});

test("an error stays when the recording that went on meanwhile is sealed", async () => {
  const seen = scene();
  await shutter.lens.open();
  await shutter.record(seen);
  (session.bridge as FakeCore).full = new Trouble("disk-full");
  await shutter.photo(seen);
  expect(shutter.trouble?.code).toBe("disk-full");
  await shutter.stop();
  expect(recording.ended).toEqual([false]);
  expect(shutter.trouble?.code).toBe("disk-full");
});

test.each([
  ["is the last that is known of, without a shot to be tagged", false],
  ["does not take a photo that was taken meanwhile from under the finger", true],
])("a recording whose end is confirmed late %s", async (_, meanwhile) => {
  const seen = scene();
  await shutter.lens.open();
  await shutter.record(null);
  let answer: () => void = () => undefined;
  const end = recording.end.bind(recording);
  recording.end = (cutOff) => new Promise<void>((go) => (answer = go)).then(() => end(cutOff));
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  void shutter.stop();
  await vi.advanceTimersByTimeAsync(6_000);
  vi.useRealTimers();
  expect(shutter.trouble?.code).toBe("end-unconfirmed");
  if (meanwhile) await shutter.photo(seen);
  const { shot } = shutter;
  answer();
  await settle();
  expect([shutter.trouble, shutter.shot, shutter.last?.item === recording.item]).toEqual([null, shot, !meanwhile]);
  expect(shot !== null).toBe(meanwhile);
});

test("no photo is taken of what a withheld camera showed before", async () => {
  const seen = scene();
  await shutter.lens.open();
  given.cameras[0]?.withhold();
  await shutter.photo(seen);
  expect((session.bridge as FakeCore).listed).toEqual([]);
  given.cameras[0]?.withhold(false);
  await shutter.photo(seen);
  expect((session.bridge as FakeCore).listed).toHaveLength(1);
});

test("while a photo is being sealed the way is held, and whoever closes everything waits for it", async () => {
  session.home = home({ review: true });
  const seen = scene();
  await shutter.lens.open();
  let sealed: () => void = () => undefined;
  const { photo } = session.bridge;
  session.bridge.photo = async (...of) => {
    await new Promise<void>((go) => (sealed = go));
    return photo(...of);
  };
  const revoked = vi.spyOn(URL, "revokeObjectURL");
  void shutter.photo(seen);
  await settle();
  expect(session.busy).toBe(true);
  let closed = false;
  const closing = shutter.close().then(() => (closed = true));
  await settle();
  expect([closed, session.busy]).toEqual([false, false]);
  sealed();
  await closing;
  expect((session.bridge as FakeCore).listed).not.toHaveLength(0);
  expect([shutter.shot, revoked.mock.calls.length], "no picture stays in memory").toEqual([null, 1]);
});

test("a photo that is never sealed does not hold the way for ever", async () => {
  const seen = scene();
  await shutter.lens.open();
  session.bridge.photo = () => new Promise(() => undefined);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  void shutter.photo(seen);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(session.busy).toBe(true);
  await vi.advanceTimersByTimeAsync(10_000);
  vi.useRealTimers();
  expect(session.busy).toBe(false);
});

test("while it records the signs are those of the recording, and never those of what was shot before", async () => {
  const seen = scene();
  const core = session.bridge as FakeCore;
  await shutter.lens.open();
  await shutter.photo(seen);
  const photo = shutter.last;
  expect(shutter.told?.item).toBe(photo?.item);
  await shutter.record(seen);
  expect(shutter.told).toBeNull();
  core.listed = [{ ...(photo as NonNullable<typeof photo>), item: recording.item, finished: false, noted: true, delivered: false }, ...core.listed];
  await shutter.look();
  expect([shutter.told?.item, shutter.told?.finished, shutter.told?.noted]).toEqual([recording.item, false, true]);
  await shutter.stop();
  expect(shutter.told?.item).toBe(shutter.last?.item);
});
