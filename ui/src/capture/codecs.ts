// Which encoders of this webview really give bytes. Never believes a webview that says it supports something: on Debian 12
// MediaRecorder says yes and gives nothing.
import type { AudioCodec, VideoCodec } from "mediabunny";

export interface VideoChoice {
  readonly codec: VideoCodec;
  readonly config: VideoEncoderConfig;
  /** Longest side in pixels that this device encodes as fast as they come. */
  readonly side: number;
}

export interface AudioChoice {
  readonly codec: AudioCodec;
  readonly config: AudioEncoderConfig;
}

/** The encoders that a self-test found; null where none gives bytes. */
export interface Proven {
  readonly video: VideoChoice | null;
  readonly audio: AudioChoice | null;
}

const VIDEO: readonly { codec: VideoCodec; name: string }[] = [
  { codec: "vp8", name: "vp8" },
  { codec: "vp9", name: "vp09.00.31.08" },
];
/** The constant rate first; the other one only where a webview has no constant one. */
const AUDIO: readonly { codec: AudioCodec; name: string; mode: BitrateMode }[] = [
  { codec: "opus", name: "opus", mode: "constant" },
  { codec: "opus", name: "opus", mode: "variable" },
];
/** Longest wait for a test's bytes, in ms. */
const PATIENCE = 3_000;
/** Sizes from the best to what must always do: longest side, and most ms that one frame of the first may take for it. */
const SIDES: readonly (readonly [number, number])[] = [
  [1280, 26],
  [960, 44],
  [640, Infinity],
];
/** So often it is tried before a webview is believed to have none. */
const MOST_TRIES = 3;
/** Frames of a test. */
const FRAMES = 6;

export function videoConfig(name: string, width: number, height: number): VideoEncoderConfig {
  return { codec: name, width, height, bitrate: Math.max(300_000, Math.round(width * height * 2.6)), framerate: 30, latencyMode: "realtime" };
}

/** Sealed parts show their size to anybody: at a variable rate that tells speech from silence, and one voice from another. */
export function audioConfig(name: string, sampleRate: number, bitrateMode: BitrateMode): AudioEncoderConfig {
  return { codec: name, sampleRate, numberOfChannels: 1, bitrate: 48_000, bitrateMode };
}

let proven: Promise<Proven> | null = null;
let tries = 0;

/** Tries every encoder with real frames and counts real bytes: once for the life of the page, a few times where one gave nothing. */
export function selfTest(): Promise<Proven> {
  proven ??= test().then((found) => {
    tries += 1;
    // A machine that is busy while the app opens has encoders all the same.
    if ((!found.video || !found.audio) && tries < MOST_TRIES) proven = null;
    return found;
  });
  return proven;
}

async function test(): Promise<Proven> {
  // Without this first, WebKitGTK's web process aborts when an encoder is made.
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

/** True when `attempt` gave at least one byte in time. */
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

/** One channel of samples as the encoder takes them; `timestamp` in microseconds. */
export function sound(samples: Float32Array<ArrayBuffer>, sampleRate: number, timestamp: number): AudioData {
  return new AudioData({ format: "f32-planar", sampleRate, numberOfFrames: samples.length, numberOfChannels: 1, timestamp, data: samples });
}
