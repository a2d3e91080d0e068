// A live recording whose core does not answer: every wait ends, and a late answer is still used.
import { beforeEach, expect, test, vi } from "vitest";
import { Trouble } from "../bridge/bridge";
import { fake, home } from "../bridge/fake/fake";
import { Session } from "../session/session.svelte";
import { Lens } from "./lens.svelte";
import { Live, type Turns } from "./live.svelte";
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

/** Makes a core that never answers the end of the recording. */
function unanswered(of = recording): { answers: () => void; refuses: () => void } {
  const answer = { answers: (): void => undefined, refuses: (): void => undefined };
  const end = of.end.bind(of);
  of.end = (cutOff) => {
    const sealed = end(cutOff);
    return new Promise<void>((go, no) => Object.assign(answer, { answers: go, refuses: () => no(new Trouble("disk-full")) })).then(() => sealed);
  };
  return answer;
}
/** A time after which no step may still wait for the core, in ms. */
const WAITED = 6_000;

/** Runs `work` while so much time passes. */
async function passing<T>(ms: number, work: () => Promise<T>): Promise<T | "never"> {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const never = new Promise<"never">((late) => setTimeout(() => late("never"), ms));
    const done = Promise.race([work(), never]);
    await vi.advanceTimersByTimeAsync(ms);
    return await done;
  } finally {
    vi.useRealTimers();
  }
}

test("a core that never confirms the end gives the way and the microphone back, says so, and the next recording is begun", async () => {
  live = make({ waits: true });
  await begin();
  unanswered();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  void live.stop();
  await vi.advanceTimersByTimeAsync(3_000);
  expect([live.working, session.busy, live.trouble], "a slow disk is not told as a broken one").toEqual([true, true, null]);
  await vi.advanceTimersByTimeAsync(WAITED - 3_000);
  vi.useRealTimers();
  nothing();
  expect([live.trouble?.code, live.trouble?.item, turns.at(-1)]).toEqual(["end-unconfirmed", recording.item, "wrong end-unconfirmed"]);
  expect(recording.ended).toEqual([false]);
  recording = new FakeRecording();
  await begin();
  expect([live.kind, live.trouble, session.busy]).toEqual(["audio", null, true]);
});

test("an end that is confirmed late takes the word back, where whoever holds the recording agrees, and says why it had ended", async () => {
  for (const agrees of [true, false]) {
    live = make({ late: () => agrees });
    recording = new FakeRecording();
    const core = unanswered();
    await begin();
    await passing(WAITED, async () => given.microphones.at(-1)?.end());
    expect(live.trouble?.code).toBe("end-unconfirmed");
    core.answers();
    await settle();
    expect(live.trouble?.code).toBe(agrees ? "microphone-lost" : "end-unconfirmed");
    expect(turns).not.toContain("sealed audio cut off");
    nothing();
  }
});

test("a late answer does nothing to the recording that goes on, nor to what is told of it", async () => {
  live = make({ late: () => true });
  const core = unanswered();
  await begin();
  await passing(WAITED, () => live.stop());
  recording = new FakeRecording();
  await begin();
  live.wrong(new Trouble("disk-full"));
  core.answers();
  await settle();
  expect([live.kind, session.busy, heard(), live.trouble?.code]).toEqual(["audio", true, 1, "disk-full"]);
});

test("an end that is refused late is told with its reason", async () => {
  const core = unanswered();
  await begin();
  await passing(WAITED, () => live.stop());
  core.refuses();
  await settle();
  expect(live.trouble?.code).toBe("disk-full");
});

test("a broken recording whose end is never confirmed is told, and whoever closes everything does not wait for ever", async () => {
  await begin();
  unanswered();
  const closed = await passing(WAITED, () => {
    recording.failed(new Error("encoder"));
    return live.close();
  });
  expect(closed).toBeUndefined();
  expect(live.trouble?.code).toBe("end-unconfirmed");
  nothing();
});

test("a recording that is stopped while it is being begun, and whose end is never confirmed, does not stand in the way of the next", async () => {
  const go = held();
  unanswered();
  const going = begin();
  await settle();
  void live.stop();
  const settled = await passing(WAITED, () => (go(), going));
  expect(settled).toBeUndefined();
  nothing();
  recording = new FakeRecording();
  await begin();
  expect(live.kind).toBe("audio");
});

test("whoever stops does not wait for ever for a recording that is never begun", async () => {
  held();
  void begin();
  await settle();
  expect(await passing(WAITED, () => live.stop())).toBeNull();
});

test("a core that takes nothing in is told while that lasts, and the recording goes on", async () => {
  await begin();
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  await live.stop();
  recording = new FakeRecording();
  await begin();
  recording.waits = 1_500;
  vi.advanceTimersByTime(300);
  expect(live.stalled, "a moment of a busy disk is not told").toBe(false);
  recording.waits = 2_500;
  vi.advanceTimersByTime(600);
  expect([live.stalled, live.kind, recording.ended, turns.filter((turn) => turn.startsWith("wrong")).length]).toEqual([true, "audio", [], 1]);
  recording.waits = 0;
  vi.advanceTimersByTime(300);
  expect(live.stalled).toBe(false);
  recording.waits = 9_000;
  vi.advanceTimersByTime(300);
  await live.stop();
  expect(live.stalled).toBe(false);
  vi.useRealTimers();
});

test("a recording that is ended while the core takes nothing in is told as waiting in memory, not as sealed to its last second", async () => {
  await begin();
  unanswered();
  recording.waits = 4_000;
  await passing(WAITED, () => live.stop());
  nothing();
  expect([live.trouble?.code, live.trouble?.item]).toEqual(["end-waiting", recording.item]);
});

test("a recording that does not begin because the core does not answer is told after a moment, and what was told before stays", async () => {
  live.wrong(new Trouble("end-waiting"));
  const go = held();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const beginning = begin();
  await vi.advanceTimersByTimeAsync(1_500);
  expect([live.stalled, live.trouble?.code]).toEqual([false, "end-waiting"]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect([live.stalled, live.kind, turns.at(-1)]).toEqual([true, null, "wrong end-waiting"]);
  go();
  await vi.advanceTimersByTimeAsync(20);
  vi.useRealTimers();
  await beginning;
  expect([live.stalled, live.kind, live.trouble]).toEqual([false, "audio", null]);
});
