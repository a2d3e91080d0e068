// The rules of every live recording, for both holders: it ends once, it ends in every case, and then it holds no
// device.
import { beforeEach, expect, test, vi } from "vitest";
import { Trouble } from "../bridge/bridge";
import { fake, home } from "../bridge/fake/fake";
import { Session } from "../session/session.svelte";
import { Lens } from "./lens.svelte";
import { Live, Told, type Turns } from "./live.svelte";
import { type Devices, devices, FakeRecording } from "./testing";

const recorder = vi.hoisted(() => ({ begin: (): Promise<unknown> => Promise.reject(new Error("no recorder")) }));
vi.mock("./recording", () => ({ Recording: { begin: () => recorder.begin() } }));
vi.mock("./codecs", () => ({ selfTest: () => Promise.resolve({ video: {}, audio: {} }) }));

type Kind = "video" | "audio";

let given: Devices;
let recording: FakeRecording;
let session: Session;
let lens: Lens;
let live: Live<Kind>;
let turns: string[];
beforeEach(async () => {
  given = devices();
  recording = new FakeRecording();
  recorder.begin = () => Promise.resolve(recording);
  session = new Session(fake(home()), "en");
  lens = new Lens();
  await lens.open();
  live = make();
});

function make(more: Turns<Kind> = {}): Live<Kind> {
  turns = [];
  return new Live<Kind>(session, lens, {
    begun: (kind) => turns.push(`begun ${kind}`),
    ends: () => turns.push(`ends ${live.item}`),
    sealed: (sealed, kind) => turns.push(`sealed ${kind}${sealed.interrupted ? " cut off" : ""}`),
    wrong: () => turns.push(`wrong ${live.trouble?.code}`),
    ...more,
  });
}

const begin = (kind: Kind = "audio"): Promise<void> =>
  live.begin({ kind, picture: kind === "video" ? ({} as HTMLVideoElement) : null, bridge: session.bridge });
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));
/** Counts tracks of microphones that are still on. */
const heard = (): number => given.microphones.filter((track) => !track.stopped && !track.ended).length;
const nothing = (): void => expect([live.kind, live.item, live.working, live.quiet, session.busy, heard()]).toEqual([null, null, false, false, false, 0]);

/** Delays beginnings until the returned function is called. */
function held(): () => void {
  let go: () => void = () => undefined;
  const gate = new Promise<void>((open) => (go = open));
  const { begin } = recorder;
  recorder.begin = () => gate.then(begin);
  return go;
}

/** Delays the end of `recording` until the returned function is called. */
function sealing(of = recording): () => void {
  let go: () => void = () => undefined;
  const gate = new Promise<void>((open) => (go = open));
  const end = of.end.bind(of);
  of.end = (cutOff) => {
    const sealed = end(cutOff);
    return gate.then(() => sealed);
  };
  return go;
}

test("a recording tells its turns in order, is ended once, and then nothing is held", async () => {
  await begin();
  expect([live.kind, live.item, live.working, session.busy, heard()]).toEqual(["audio", recording.item, false, true, 1]);
  expect(await live.stop()).toBe(recording.item);
  expect(turns).toEqual(["begun audio", `ends ${recording.item}`, "sealed audio"]);
  expect(recording.ended).toEqual([false]);
  nothing();
});

test.each([
  ["until it is sealed, where that was asked for", true],
  ["while it goes on only, where nothing else was asked for", false],
])("the way is held %s, and the microphone is off at once", async (_, waits) => {
  live = make({ waits });
  await begin();
  const seal = sealing();
  const stopping = live.stop();
  expect([session.busy, heard(), live.working, live.kind]).toEqual([waits, 0, true, "audio"]);
  seal();
  await stopping;
  nothing();
});

test("a recording that could not be begun holds nothing, and the next one is begun", async () => {
  recorder.begin = () => Promise.reject(new Trouble("disk-full"));
  await begin();
  expect([live.trouble?.code, turns]).toEqual(["disk-full", ["wrong disk-full"]]);
  nothing();
  recorder.begin = () => Promise.resolve(recording);
  await begin();
  expect([live.kind, live.trouble]).toEqual(["audio", null]);
});

test("why a recording was not begun is not told twice", async () => {
  recorder.begin = () => Promise.reject(new Told());
  await begin();
  expect([live.trouble, turns]).toEqual([null, []]);
  nothing();
});

test("whoever stops while it is being begun waits until it is ended, as what was meant and not as cut off", async () => {
  const go = held();
  const going = begin();
  await settle();
  let stopped = false;
  const stopping = live.stop().then(() => (stopped = true));
  await settle();
  expect([stopped, heard()]).toEqual([false, 0]);
  go();
  await Promise.all([going, stopping]);
  expect([recording.ended, turns]).toEqual([[false], []]);
  nothing();
});

test("whoever stops waits for a recording that was being begun and is not sealed yet", async () => {
  const [go, seal] = [held(), sealing()];
  void begin();
  await settle();
  let stopped = false;
  const stopping = live.stop().then(() => (stopped = true));
  go();
  await settle();
  expect([recording.ended, stopped]).toEqual([[false], false]);
  seal();
  await stopping;
});

test("what was stopped while it was being begun, and could not be sealed, is told", async () => {
  recording.refusal = new Trouble("disk-full");
  const go = held();
  const going = begin();
  await settle();
  void live.stop();
  go();
  await going;
  expect(live.trouble?.code).toBe("disk-full");
  nothing();
});

test("a second press while it is being begun begins nothing", async () => {
  const asked = vi.fn(recorder.begin);
  recorder.begin = asked;
  const go = held();
  const going = begin();
  await settle();
  const second = begin("video");
  await settle();
  go();
  await Promise.all([going, second]);
  await begin();
  expect([asked.mock.calls.length, given.microphones.length, live.kind, live.trouble]).toEqual([1, 1, "audio", null]);
});

test.each([
  ["video", "camera", "microphone"],
  ["audio", "microphone", "camera"],
] as const)("%s is over as cut off without its %s, and goes on without a %s", async (kind, needed, other) => {
  await begin(kind);
  given[`${other}s`][0]?.end();
  await settle();
  expect([live.kind, recording.ended]).toEqual([kind, []]);
  given[`${needed}s`][0]?.end();
  await settle();
  expect([recording.ended, live.trouble?.code]).toEqual([[true], `${needed}-lost`]);
  expect(turns.slice(1)).toEqual([`ends ${recording.item}`, `sealed ${kind} cut off`]);
  nothing();
});

test.each([
  ["video", "camera"],
  ["audio", "microphone"],
] as const)("%s whose %s was lost while it was being begun is over as cut off", async (kind, device) => {
  const go = held();
  const going = begin(kind);
  await settle();
  given[`${device}s`][0]?.end();
  go();
  await going;
  expect([recording.ended, live.trouble?.code]).toEqual([[true], `${device}-lost`]);
  nothing();
});

test.each([
  ["video", ["camera", "microphone"]],
  ["audio", ["microphone"]],
] as const)("what the system withholds of %s is felt at once, also where nobody sees the screen, and ends nothing", async (kind, felt) => {
  for (const what of ["cameras", "microphones"] as const) given[what][0]?.withhold();
  await begin(kind);
  turns.length = 0;
  for (const what of ["camera", "microphone"] as const) {
    given[`${what}s`].at(-1)?.withhold();
    given[`${what}s`].at(-1)?.withhold(false);
    expect(turns, what).toEqual((felt as readonly string[]).includes(what) ? ["wrong undefined"] : []);
    turns.length = 0;
  }
  expect([live.kind, live.trouble, recording.ended]).toEqual([kind, null, []]);
});

test("a recording that is stopped, lost and broken at once is ended once", async () => {
  await begin();
  const seal = sealing();
  const stopping = live.stop();
  given.microphones[0]?.end();
  recording.failed(new Trouble("microphone-lost"));
  void live.stop(new Trouble("camera-lost"));
  void live.close();
  seal();
  await stopping;
  expect(recording.ended).toEqual([false]);
  expect(live.trouble?.code, "what broke at the end is told").toBe("microphone-lost");
  nothing();
});

test.each([
  ["an encoder", new Error("encoder")],
  ["a microphone", new Trouble("microphone-lost")],
])("what %s leaves that failed is ended once as cut off, and whoever closes everything waits for it", async (_, reason) => {
  await begin();
  const seal = sealing();
  recording.failed(reason);
  expect([live.kind, session.busy, heard(), recording.ended]).toEqual([null, false, 0, [true]]);
  let closed = false;
  const closing = live.close().then(() => (closed = true));
  await settle();
  expect(closed).toBe(false);
  seal();
  await closing;
  expect(recording.ended).toEqual([true]);
  expect(turns.at(-1)).toBe("sealed audio cut off");
});

test("whoever closes everything waits for a broken recording too that is still being sealed while the next goes on", async () => {
  await begin();
  const seal = sealing();
  recording.failed(new Error("encoder"));
  recording = new FakeRecording();
  await begin();
  expect(live.kind).toBe("audio");
  let closed = false;
  const closing = live.close().then(() => (closed = true));
  await settle();
  expect([closed, recording.ended]).toEqual([false, [false]]);
  seal();
  await closing;
});

test("a broken recording that is sealed while the next one goes on is not told as the end of that one", async () => {
  const late = vi.fn(() => true);
  live = make({ late });
  await begin();
  const seal = sealing();
  recording.failed(new Error("encoder"));
  recording = new FakeRecording();
  await begin();
  const before = [...turns];
  seal();
  await settle();
  expect([turns, late.mock.calls.length, live.kind]).toEqual([before, 1, "audio"]);
  expect(live.trouble, "what was told before the next one began").toBeNull();
});

test("a recording that had failed before it goes on is told, ended as cut off and does not go on", async () => {
  Object.defineProperty(recording, "failed", { set: (tell: (reason: unknown) => void) => tell(new Error("encoder")) });
  const going = begin();
  await settle();
  expect([live.trouble?.code, recording.ended]).toEqual(["bug", [true]]);
  nothing();
  await going;
});

test("where the core failed nothing more is asked of it, and nothing is held", async () => {
  await begin();
  recording.failed(new Trouble("disk-full"));
  await settle();
  expect([recording.ended, live.trouble?.code, turns[1]]).toEqual([[], "disk-full", `ends ${recording.item}`]);
  nothing();
});

test("a recording that could not be sealed holds nothing, and the next one is begun", async () => {
  recording.refusal = new Trouble("disk-full");
  await begin();
  await live.stop();
  expect([live.trouble?.code, turns.at(-1)]).toEqual(["disk-full", "wrong disk-full"]);
  nothing();
  recording.refusal = null;
  await begin();
  expect([live.kind, live.trouble]).toEqual(["audio", null]);
});

test("an old recording that fails or is silent late does nothing to the one that goes on", async () => {
  await begin();
  await live.stop();
  const old = recording;
  recording = new FakeRecording();
  await begin();
  old.heard(false);
  old.failed(new Trouble("microphone-lost"));
  await settle();
  expect([live.kind, live.quiet, recording.ended, session.busy]).toEqual(["audio", false, [], true]);
  recording.heard(false);
  old.heard(true);
  expect(live.quiet).toBe(true);
});

test("who closes everything is free at once, and nothing is begun afterwards", async () => {
  live = make({ waits: true });
  await begin("video");
  const seal = sealing();
  const closing = live.close();
  expect([live.kind, session.busy, heard()]).toEqual([null, false, 0]);
  seal();
  await closing;
  await begin();
  expect([recording.ended, live.kind]).toEqual([[false], null]);
  nothing();
});

test("who closes everything while it is being begun has it ended, and waits for that", async () => {
  const go = held();
  void begin("video");
  await settle();
  let closed = false;
  const closing = live.close().then(() => (closed = true));
  await settle();
  expect(closed).toBe(false);
  go();
  await closing;
  expect([recording.ended, turns]).toEqual([[false], []]);
  nothing();
});

test("seconds are counted while it goes on, and not while it is being sealed", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  let goes = 0;
  live = make({ goes: () => (goes += 1) });
  await begin();
  await vi.advanceTimersByTimeAsync(2_100);
  expect([live.seconds, Math.round(live.elapsed / 100), goes]).toEqual([2, 21, 8]);
  const seal = sealing();
  const stopping = live.stop();
  await vi.advanceTimersByTimeAsync(2_000);
  expect([live.seconds, goes]).toEqual([2, 8]);
  seal();
  await stopping;
  expect(live.elapsed).toBe(0);
  vi.useRealTimers();
});
