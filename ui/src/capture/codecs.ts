// Finds the encoders of this webview that really return bytes. It ignores the webview's claims of support: on Debian 12
// MediaRecorder claims it and returns no bytes.
import type { AudioCodec, VideoCodec } from "mediabunny";

export interface VideoChoice {
  readonly codec: VideoCodec;
  readonly config: VideoEncoderConfig;
  /** Longest side in pixels that this device encodes in real time. */
  readonly side: number;
}

export interface AudioChoice {
  readonly codec: AudioCodec;
  readonly config: AudioEncoderConfig;
}

/** The encoders that passed a self-test; null for a kind without one. */
export interface Proven {
  readonly video: VideoChoice | null;
  readonly audio: AudioChoice | null;
}

const VIDEO: readonly { codec: VideoCodec; name: string }[] = [
  { codec: "vp8", name: "vp8" },
  { codec: "vp9", name: "vp09.00.31.08" },
];
/** Constant bitrate first; variable only if the webview has no constant one. */
const AUDIO: readonly { codec: AudioCodec; name: string; mode: BitrateMode }[] = [
  { codec: "opus", name: "opus", mode: "constant" },
  { codec: "opus", name: "opus", mode: "variable" },
];
/** Longest wait for a test's bytes, in ms. */
const PATIENCE = 3_000;
/**
 * Sizes from the best to the one that must always work: the longest side, and the most ms that a frame of the first
 * size may take for this side.
 */
const SIDES: readonly (readonly [number, number])[] = [
  [1280, 26],
  [960, 44],
  [640, Infinity],
];
/** How many tests must fail before a webview counts as one without encoders. */
const MOST_TRIES = 3;
/** Frames of a test. */
const FRAMES = 6;

export function videoConfig(name: string, width: number, height: number): VideoEncoderConfig {
  return { codec: name, width, height, bitrate: Math.max(300_000, Math.round(width * height * 2.6)), framerate: 30, latencyMode: "realtime" };
}

/**
 * Anybody can see the size of sealed parts: a variable rate would tell speech from silence, and one voice from another.
 */
export function audioConfig(name: string, sampleRate: number, bitrateMode: BitrateMode): AudioEncoderConfig {
  return { codec: name, sampleRate, numberOfChannels: 1, bitrate: 48_000, bitrateMode };
}

let proven: Promise<Proven> | null = null;
let tries = 0;

/**
 * Tests every encoder with real frames and counts real bytes: once for the life of the page, and a few times if one
 * returned none.
 */
export function selfTest(): Promise<Proven> {
  proven ??= test().then((found) => {
    tries += 1;
    // On a busy machine a working encoder may fail the first test.
    if ((!found.video || !found.audio) && tries < MOST_TRIES) proven = null;
    return found;
  });
  return proven;
}

async function test(): Promise<Proven> {
  // Without this call, WebKitGTK's web process aborts when an encoder is made.
  document.createElement("video").canPlayType("video/webm");
  return { video: await firstVideo(), audio: await firstAudio() };
}

async function firstVideo(): Promise<VideoChoice | null> {
  if (typeof VideoEncoder === "undefined") return null;
  for (const { codec, name } of VIDEO) {
    const config = videoConfig(name, 1280, 720);
    const began = performance.now();
    if (await gives((output, error) => tryVideo(config, output, error))) {
      const each = (performance.now() - began) / FRAMES;
      const side = SIDES.find(([, most]) => each <= most)?.[0] ?? 640;
      return { codec, config, side };
    }
  }
  return null;
}

async function firstAudio(): Promise<AudioChoice | null> {
  if (typeof AudioEncoder === "undefined") return null;
  for (const { codec, name, mode } of AUDIO) {
    const config = audioConfig(name, 48_000, mode);
    if (await gives((output, error) => tryAudio(config, output, error))) return { codec, config };
  }
  return null;
}

/** Returns true if `attempt` returned at least one byte in time. */
async function gives(attempt: (output: (bytes: number) => void, error: () => void) => Promise<void>): Promise<boolean> {
  let bytes = 0;
  const late = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE));
  try {
    await Promise.race([attempt((more) => (bytes += more), () => undefined), late]);
  } catch {
    return false;
  }
  return bytes > 0;
}

async function tryVideo(config: VideoEncoderConfig, output: (bytes: number) => void, error: () => void): Promise<void> {
  const encoder = new VideoEncoder({ output: (chunk) => output(chunk.byteLength), error });
  encoder.configure(config);
  const canvas = Object.assign(document.createElement("canvas"), { width: config.width, height: config.height });
  const pen = canvas.getContext("2d");
  for (let n = 0; n < FRAMES; n += 1) {
    pen?.fillRect(n * 90, n * 60, 400, 300);
    const frame = new VideoFrame(canvas, { timestamp: n * 33_333 });
    encoder.encode(frame, { keyFrame: n === 0 });
    frame.close();
  }
  await encoder.flush();
  encoder.close();
}

async function tryAudio(config: AudioEncoderConfig, output: (bytes: number) => void, error: () => void): Promise<void> {
  const encoder = new AudioEncoder({ output: (chunk) => output(chunk.byteLength), error });
  encoder.configure(config);
  for (let n = 0; n < 10; n += 1) {
    encoder.encode(sound(new Float32Array(960), config.sampleRate, n * 20_000));
  }
  await encoder.flush();
  encoder.close();
}

/** Returns one channel of samples in the encoder's form; `timestamp` in microseconds. */
export function sound(samples: Float32Array<ArrayBuffer>, sampleRate: number, timestamp: number): AudioData {
  return new AudioData({ format: "f32-planar", sampleRate, numberOfFrames: samples.length, numberOfChannels: 1, timestamp, data: samples });
}
