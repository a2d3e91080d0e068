import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fake, type FakeCore, home } from "../bridge/fake/fake";
import type { Proven } from "./codecs";
import { Recording } from "./recording";

/** An encoder that takes frames and returns none, even at a flush. */
class Stuck {
  state = "unconfigured";
  configure(): void {
    this.state = "configured";
  }
  encode(_data?: unknown, _how?: { keyFrame: boolean }): void {}
  flush(): Promise<void> {
    return new Promise(() => undefined);
  }
  close(): void {
    this.state = "closed";
    closed += 1;
  }
}

let closed = 0;
let core: FakeCore;
beforeEach(() => {
  closed = 0;
  core = fake(home());
  vi.stubGlobal("VideoEncoder", Stuck);
  vi.stubGlobal("VideoFrame", class { close(): void {} });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test("a recording whose encoder never answers is sealed all the same after a moment, and the encoder is let go", async () => {
  const proven = { video: { codec: "vp8", config: { codec: "vp8" }, side: 640 }, audio: null } as unknown as Proven;
  const recording = await Recording.begin(core, proven, { picture: { videoWidth: 640, videoHeight: 480 } as HTMLVideoElement, sound: null });
  const failed = vi.fn();
  recording.failed = failed;
  const sealed = await Promise.race([recording.end(), new Promise<null>((late) => setTimeout(() => late(null), 3_500))]);
  expect(sealed).toMatchObject({ item: recording.item, interrupted: false });
  expect(core.listed[0]).toMatchObject({ item: recording.item, finished: true });
  expect([closed, failed.mock.calls.length]).toEqual([1, 0]);
});

test("what fails before anybody listens is told to whoever listens first", async () => {
  class Broken extends Stuck {
    readonly #tell: (reason: unknown) => void;
    constructor({ error }: { error: (reason: unknown) => void }) {
      super();
      this.#tell = error;
    }
    override encode(): void {
      this.#tell(new Error("encoder"));
    }
  }
  vi.stubGlobal("VideoEncoder", Broken);
  const proven = { video: { codec: "vp8", config: { codec: "vp8" }, side: 640 }, audio: null } as unknown as Proven;
  const recording = await Recording.begin(core, proven, { picture: { videoWidth: 640, videoHeight: 480 } as HTMLVideoElement, sound: null });
  const failed = vi.fn();
  recording.failed = failed;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(failed.mock.calls).toEqual([[new Error("encoder")]]);
});

test("how long the core has not answered is known, until it does", async () => {
  const [pushes, answers]: [number[], (() => void)[]] = [[], []];
  core.recordingPush = (_, bytes) => {
    pushes.push(bytes.length);
    return new Promise((answer) => answers.push(answer));
  };
  class Gives extends Stuck {
    readonly #give: (chunk: EncodedVideoChunk, meta?: unknown) => void;
    constructor({ output }: { output: (chunk: EncodedVideoChunk, meta?: unknown) => void }) {
      super();
      this.#give = output;
    }
    override encode(): void {
      const chunk = { type: "key", timestamp: pushes.length * 1_000_000, duration: 33_000, byteLength: 4, copyTo: () => undefined };
      this.#give(chunk as unknown as EncodedVideoChunk, { decoderConfig: { codec: "vp8", codedWidth: 640, codedHeight: 480 } });
    }
  }
  vi.stubGlobal("VideoEncoder", Gives);
  vi.stubGlobal("EncodedVideoChunk", class {});
  const proven = { video: { codec: "vp8", config: { codec: "vp8" }, side: 640 }, audio: null } as unknown as Proven;
  const recording = await Recording.begin(core, proven, { picture: { videoWidth: 640, videoHeight: 480 } as HTMLVideoElement, sound: null });
  await vi.waitFor(() => expect(pushes).toHaveLength(1));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(recording.waits).toBeGreaterThan(150);
  core.recordingPush = () => Promise.resolve();
  answers[0]?.();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(recording.waits).toBe(0);
});

/** Returns the beginning of each cluster in ms, and whether it begins with a whole frame. */
function clusters(bytes: readonly number[]): { readonly at: number; readonly whole: boolean }[] {
  // A cluster of unknown size, its time, and the first block: track, time within the cluster, flags.
  const found = [...String.fromCharCode(...bytes).matchAll(/\x1f\x43\xb6\x75\xff\xe7[\x81-\x88]([^]*?)\xa3[^][^]{3}([^])/g)];
  return found.map(([, time = "", flags = ""]) => ({
    at: [...time].reduce((sum, byte) => sum * 256 + byte.charCodeAt(0), 0),
    whole: (flags.charCodeAt(0) & 0x80) !== 0,
  }));
}

test("half a second of a video is a cluster that begins with a whole frame, so that the core can seal whole ones in time", async () => {
  const pushed: number[] = [];
  core.recordingPush = (_, bytes) => Promise.resolve(void pushed.push(...bytes));
  class Chunk {}
  class Gives extends Stuck {
    readonly #give: (chunk: EncodedVideoChunk, meta?: unknown) => void;
    constructor({ output }: { output: (chunk: EncodedVideoChunk, meta?: unknown) => void }) {
      super();
      this.#give = output;
    }
    override encode(frame?: unknown, how?: { keyFrame: boolean }): void {
      const { timestamp } = frame as { timestamp: number };
      const chunk = Object.assign(new Chunk(), { type: how?.keyFrame ? "key" : "delta", timestamp, duration: 33_000, byteLength: 4, copyTo: () => undefined });
      this.#give(chunk as unknown as EncodedVideoChunk, { decoderConfig: { codec: "vp8", codedWidth: 640, codedHeight: 480 } });
    }
    override flush(): Promise<void> {
      return Promise.resolve();
    }
  }
  vi.stubGlobal("VideoEncoder", Gives);
  vi.stubGlobal("EncodedVideoChunk", Chunk);
  vi.stubGlobal("EncodedAudioChunk", class {});
  vi.stubGlobal("VideoFrame", class {
    readonly timestamp: number;
    constructor(_: unknown, how: { timestamp: number }) {
      this.timestamp = how.timestamp;
    }
    close(): void {}
  });
  vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] });
  const proven = { video: { codec: "vp8", config: { codec: "vp8" }, side: 640 }, audio: null } as unknown as Proven;
  const recording = await Recording.begin(core, proven, { picture: { videoWidth: 640, videoHeight: 480 } as HTMLVideoElement, sound: null });
  for (let at = 0; at < 5_000; at += 20) await vi.advanceTimersByTimeAsync(20);
  vi.useRealTimers();
  await recording.end();
  const begun = clusters(pushed);
  expect(begun.length).toBeGreaterThan(8);
  expect(begun.every(({ whole }) => whole)).toBe(true);
  const lengths = begun.slice(1).map(({ at }, n) => at - (begun[n]?.at ?? 0));
  expect(Math.max(...lengths)).toBeLessThan(600);
  expect(Math.min(...lengths)).toBeGreaterThan(290);
});

/** The port of the microphone's thread, and the sound passed to the encoder. */
let port: { onmessage: ((event: { data: Float32Array }) => void) | null };
let encoded: { timestamp: number; data: Float32Array }[];
let resumed: number;

/** Begins a recording of sound on a clock that a test moves, with a microphone that the test feeds. */
async function sounding(withheld: () => boolean = () => false, picture: HTMLVideoElement | null = null): Promise<Recording> {
  [port, encoded, resumed] = [{ onmessage: null }, [], 0];
  vi.useFakeTimers({ toFake: ["performance", "setInterval", "clearInterval", "setTimeout", "clearTimeout"] });
  vi.stubGlobal("AudioContext", class {
    sampleRate = 48_000;
    audioWorklet = { addModule: () => Promise.resolve() };
    createMediaStreamSource(): unknown {
      return { connect: () => undefined };
    }
    resume(): Promise<void> {
      resumed += 1;
      return Promise.resolve();
    }
    close(): Promise<void> {
      return Promise.resolve();
    }
  });
  vi.stubGlobal("AudioWorkletNode", class { port = port; });
  vi.stubGlobal("AudioData", class { constructor(made: object) { Object.assign(this, made); } });
  vi.stubGlobal("AudioEncoder", class extends Stuck {
    override encode(data?: unknown): void {
      encoded.push(data as (typeof encoded)[number]);
    }
    override flush(): Promise<void> {
      return Promise.resolve();
    }
  });
  const video = picture && { codec: "vp8", config: { codec: "vp8" }, side: 640 };
  const proven = { video, audio: { codec: "opus", config: { codec: "opus" } } } as unknown as Proven;
  return Recording.begin(core, proven, { picture, sound: {} as MediaStream, withheld: (what) => what === "microphone" && withheld() });
}

/** Feeds `block` from the microphone repeatedly for this time. */
async function gives(ms: number, block: () => Float32Array): Promise<void> {
  for (let at = 0; at < ms; at += 20) {
    await vi.advanceTimersByTimeAsync(20);
    port.onmessage?.({ data: block() });
  }
}
const tone = (): Float32Array => Float32Array.from({ length: 960 }, (_, n) => Math.sin(n / 7) / 4);
/** Returns the milliseconds of sound passed to the encoder. */
const length = (): number => encoded.reduce((sum, { data }) => sum + data.length, 0) / 48;

test("sound goes on while the microphone is withheld and gives nothing, and what is heard afterwards stands where it was heard", async () => {
  let withheld = false;
  const recording = await sounding(() => withheld);
  const failed = vi.fn();
  recording.failed = failed;
  await gives(2_000, tone);
  withheld = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(failed).not.toHaveBeenCalled();
  withheld = false;
  const began = resumed;
  await vi.advanceTimersByTimeAsync(500);
  expect(resumed - began, "what the system put to sleep is woken").toBe(1);
  await gives(1_000, tone);
  const last = encoded.at(-1);
  expect((last?.timestamp ?? 0) / 1_000_000).toBeGreaterThan(62.3);
  expect(length() / 1_000).toBeLessThan(63.6);
  expect(encoded.filter(({ data }) => data.every((sample) => sample === 0)).length).toBeGreaterThan(100);
  await recording.end();
});

test("a recording begins at zero however long its microphone took", async () => {
  const recording = await sounding();
  await vi.advanceTimersByTimeAsync(600);
  await gives(100, tone);
  expect(encoded[0]?.timestamp).toBe(0);
  vi.useRealTimers();
  await recording.end();
});

test("a microphone that gives nothing and is not withheld is lost, as before", async () => {
  const recording = await sounding();
  const failed = vi.fn();
  recording.failed = failed;
  await gives(1_000, tone);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(failed.mock.calls.map(([reason]) => reason.code)).toEqual(["microphone-lost"]);
});

test("a machine that has slept with its microphone withheld does not put in hours of silence at once", async () => {
  let withheld = false;
  const recording = await sounding(() => withheld);
  await gives(1_000, tone);
  withheld = true;
  const now = performance.now();
  vi.spyOn(performance, "now").mockReturnValue(now + 3_600_000);
  await vi.advanceTimersByTimeAsync(500);
  expect(Math.max(...encoded.map(({ data }) => data.length))).toBeLessThanOrEqual(96_000);
  vi.mocked(performance.now).mockRestore();
  await recording.end();
});

test("a picture that the camera withholds is black, and not what was seen last", async () => {
  const drawn: string[] = [];
  const pen = { drawImage: () => drawn.push("seen"), fillRect: () => drawn.push("black") };
  const make = document.createElement.bind(document);
  vi.spyOn(document, "createElement").mockImplementation(((name: string) => (name === "canvas" ? { getContext: () => pen } : make(name))) as typeof make);
  vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] });
  let withheld = false;
  const proven = { video: { codec: "vp8", config: { codec: "vp8" }, side: 640 }, audio: null } as unknown as Proven;
  const picture = { videoWidth: 640, videoHeight: 480 } as HTMLVideoElement;
  const recording = await Recording.begin(core, proven, { picture, sound: null, withheld: (what) => what === "camera" && withheld });
  expect(drawn).toEqual(["seen"]);
  withheld = true;
  await vi.advanceTimersByTimeAsync(40);
  expect(drawn).toEqual(["seen", "black"]);
  withheld = false;
  await vi.advanceTimersByTimeAsync(40);
  expect(drawn.at(-1)).toBe("seen");
  vi.useRealTimers();
  await recording.end();
});

test("a video keeps its sound track while the microphone is withheld, and gives it up where the microphone gives nothing", async () => {
  for (const kept of [true, false]) {
    let withheld = false;
    const recording = await sounding(() => withheld, { videoWidth: 640, videoHeight: 480 } as HTMLVideoElement);
    const silent = vi.fn();
    recording.silent = silent;
    await gives(1_000, tone);
    withheld = kept;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(silent).toHaveBeenCalledTimes(kept ? 0 : 1);
    vi.useRealTimers();
    await recording.end();
  }
});

/** One step of 16 bits. */
const STEP = 1 / 32_768;

/** Returns a generator of repeatable random numbers from 0 to 1. */
function chance(): () => number {
  let state = 7;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}
/** Returns a room's noise of this loudness in dBFS (root mean square), in steps of 16 bits. */
function room(loud: number): () => Float32Array {
  const next = chance();
  const sigma = 10 ** (loud / 20);
  const normal = (): number => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
  return () => Float32Array.from({ length: 960 }, () => Math.round((normal() * sigma) / STEP) * STEP);
}
/** Returns dithered silence in steps of 16 bits: one step up or down. */
function dithered(offset: number): () => Float32Array {
  const next = chance();
  return () => Float32Array.from({ length: 960 }, () => offset + Math.round(next() + next() - 1) * STEP);
}

test.each([
  ["exact zero", () => new Float32Array(960)],
  ["a constant offset", () => new Float32Array(960).fill(0.02)],
  ["one step of 16 bits up and down", dithered(0)],
  ["the same on a constant offset", dithered(-0.01)],
])("%s from the microphone is silence, told after three seconds and no longer once something is heard", async (_, block) => {
  const recording = await sounding();
  const heard: boolean[] = [];
  recording.heard = (sound) => heard.push(sound);
  await gives(2_000, tone);
  await gives(2_800, block);
  expect(heard).toEqual([]);
  await gives(600, block);
  expect(heard).toEqual([false]);
  await gives(100, tone);
  expect(heard).toEqual([false, true]);
});

test.each([-50, -70, -80, -90])("a quiet room, %i dBFS, is not called silence", async (loud) => {
  const recording = await sounding();
  const heard = vi.fn();
  recording.heard = heard;
  await gives(30_000, room(loud));
  expect(heard).not.toHaveBeenCalled();
});
