// One live recording: frames and samples become a WebM stream that goes to the core piece by piece, in order, while it
// grows. Owns encoders and muxer; the core decides which bytes it seals, and when. A kill loses the pieces that the
// core does not have yet.
import { AppendOnlyStreamTarget, EncodedAudioPacketSource, EncodedPacket, EncodedVideoPacketSource, Output, WebMOutputFormat } from "mediabunny";
import { Trouble } from "../bridge/bridge";
import type { CaptureBridge } from "../bridge/capture";
import type { SealedView } from "../bridge/types";
import { type AudioChoice, type Proven, sound, type VideoChoice, videoConfig } from "./codecs";
import type { Device } from "./lens.svelte";
import { level } from "./level";
import { sounds } from "./silence";
import { stamp } from "./stamp";
import tap from "./tap.worklet.js?url";

/**
 * Milliseconds between whole frames. A cluster begins with a whole frame, and the core seals whole clusters: a longer
 * cluster would lose more than a second at a kill.
 */
const WHOLE_FRAME_EVERY = 500;
/**
 * Shortest cluster, in seconds: sound alone has no natural borders, and beside a picture every whole frame begins one.
 */
const CLUSTER = { sound: 0.5, picture: 0.3 };
/** Frames a second at most. */
const FRAME = 1_000 / 30;
/** After so many ms without sound the picture continues alone. */
const SILENCE = 1_500;
/**
 * After so many ms without samples, sound alone ends; after so many ms of silence, the person is told. A microphone may
 * need time to begin.
 */
const SILENT = 3_000;
const BEGINS = 12_000;
/** After so many ms without samples, a withheld microphone counts as silent. */
const GAP = 400;
/** Most silence that is inserted at once, in seconds: after a sleep the machine catches up step by step. */
const PUT_IN = 2;
/** Frames in the encoder from which new ones are skipped: a kill loses the frames in it. */
const BACKLOG = 3;
/** An encoder without output for so many ms buffers frames by design and may hold more of them. */
const HOLDS = 600;
/** Longest wait, in ms, for an encoder's flush: an unresponsive encoder must not keep the rest from the seal. */
const PATIENCE = 2_000;
/** Frames that an encoder may hold at most. */
const MOST_HELD = 30;

export interface Sources {
  /** The lens's picture, playing; null for sound alone. */
  readonly picture: HTMLVideoElement | null;
  readonly sound: MediaStream | null;
  /** True while the system withholds the device. */
  readonly withheld?: (what: Device) => boolean;
}

export class Recording {
  /** The item, known once its opening record is durable. */
  readonly item: string;
  /** Bytes handed over so far. */
  bytes = 0;
  /** The loudness of the last samples, from 0 to 1. */
  level = 0;

  readonly #bridge: CaptureBridge;
  readonly #output: Output;
  /** Stop the sources of frames and samples, and flush the encoders. */
  readonly #ends: (() => Promise<void>)[] = [];
  #waiting: Uint8Array[] = [];
  /** The time since which the core owes an answer; null if it owes none. */
  #asked: number | null = null;
  #handing: Promise<void> = Promise.resolve();
  #adding: Promise<unknown> = Promise.resolve();
  /** True once no new frames and samples are taken. */
  #stopping = false;
  /** True once the muxer takes no more packets. */
  #over = false;
  /** Called once when a picture continues without its sound. */
  silent: () => void = () => undefined;
  /** Called with false when samples become pure silence, and with true when there is sound again. */
  heard: (sound: boolean) => void = () => undefined;
  #soundAt = 0;
  /** The time of the first frame or sample: zero of both tracks. */
  #zero: number | null = null;
  #tell: ((reason: unknown) => void) | null = null;
  /** The failure, until a listener is set. */
  #failure: { readonly reason: unknown } | null = null;

  private constructor(bridge: CaptureBridge, item: string, minimumClusterDuration: number) {
    this.#bridge = bridge;
    this.item = item;
    const take = new WritableStream<Uint8Array>({ write: (piece) => this.#hand(piece) });
    this.#output = new Output({
      format: new WebMOutputFormat({ appendOnly: true, minimumClusterDuration }),
      target: new AppendOnlyStreamTarget(take),
    });
  }

  /** Begins. Rejects with a `Trouble`, or with an encoder's error. */
  static async begin(bridge: CaptureBridge, proven: Proven, from: Sources, about: readonly string[] = []): Promise<Recording> {
    const kind = from.picture ? "video" : "audio";
    const item = await bridge.recordingBegin(`${kind}-${stamp(new Date())}.webm`, `${kind}/webm`, about);
    const recording = new Recording(bridge, item, from.picture ? CLUSTER.picture : CLUSTER.sound);
    try {
      const began = performance.now();
      const video = from.picture && proven.video ? recording.#film(from, from.picture, proven.video, began) : null;
      const audio = from.sound && proven.audio ? await recording.#listen(from, from.sound, proven.audio, began) : null;
      await recording.#output.start();
      video?.();
      audio?.();
    } catch (reason) {
      await recording.end(true).catch(() => undefined);
      throw reason;
    }
    return recording;
  }

  /** Milliseconds for which the core owes an answer: new bytes wait here, unsealed. */
  get waits(): number {
    return this.#asked === null ? 0 : performance.now() - this.#asked;
  }

  /**
   * Called once after a failure of the core or an encoder, which ends the recording. An earlier failure is reported at
   * once.
   */
  set failed(tell: (reason: unknown) => void) {
    this.#tell = tell;
    if (this.#failure) tell(this.#failure.reason);
    this.#failure = null;
  }

  /** Ends and seals. Returns the sealed item; `cutOff` if the source failed. */
  async end(cutOff = false): Promise<SealedView> {
    if (!this.#stopping) {
      this.#stopping = true;
      await Promise.allSettled(this.#ends.map((stop) => stop()));
      await this.#adding.catch(() => undefined);
      // Later packets of an encoder are dropped.
      this.#over = true;
      await this.#output.finalize().catch(() => undefined);
    }
    await this.#handing;
    return this.#bridge.recordingFinish(this.item, cutOff);
  }

  /** Passes pieces in order: pieces that come during a call go with the next one. */
  #hand(piece: Uint8Array): void {
    this.#waiting.push(piece.slice());
    if (this.#waiting.length > 1) return;
    this.#handing = this.#handing.then(async () => {
      const pieces = this.#waiting;
      this.#waiting = [];
      const bytes = joined(pieces);
      if (bytes.length === 0) return;
      this.#asked = performance.now();
      await this.#bridge.recordingPush(this.item, bytes);
      this.#asked = null;
      this.bytes += bytes.length;
    });
    this.#handing.catch((reason: unknown) => this.#fail(reason));
  }

  #fail(reason: unknown): void {
    if (this.#over) return;
    this.#stopping = true;
    this.#over = true;
    for (const stop of this.#ends) void stop().catch(() => undefined);
    void this.#output.cancel().catch(() => undefined);
    if (this.#tell) this.#tell(reason);
    else this.#failure = { reason };
  }

  /** Returns a moment in the file's time. */
  #since(at: number): number {
    this.#zero ??= at;
    return at - this.#zero;
  }

  /** Adds to the muxer in order. */
  #add(work: () => Promise<void>): void {
    this.#adding = this.#adding.then(() => (this.#over ? undefined : work())).catch((reason: unknown) => this.#fail(reason));
  }

  #film({ withheld }: Sources, picture: HTMLVideoElement, { codec, config, side }: VideoChoice, began: number): () => void {
    const scale = Math.min(1, side / Math.max(picture.videoWidth, picture.videoHeight, 1));
    const width = even((picture.videoWidth || 640) * scale);
    const height = even((picture.videoHeight || 480) * scale);
    const source = new EncodedVideoPacketSource(codec);
    // Declares no frame rate: frames are skipped, and a player would see a gap for each of them.
    this.#output.addVideoTrack(source);
    const encoder = new VideoEncoder({
      output: (chunk, meta) => {
        held -= 1;
        gave = performance.now();
        this.#add(() => source.add(EncodedPacket.fromEncodedChunk(chunk), meta));
      },
      error: (reason) => this.#fail(reason),
    });
    let held = 0;
    let most = BACKLOG;
    let gave = performance.now();
    encoder.configure(videoConfig(config.codec, width, height));
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const pen = canvas.getContext("2d", { alpha: false });
    let whole = -Infinity;
    let last = -Infinity;
    const shoot = (): void => {
      const at = performance.now() - began;
      if (this.#stopping || encoder.state !== "configured" || at - last < FRAME * 0.7) return;
      if (at - this.#soundAt > SILENCE) this.#quiet();
      if (held >= most) {
        if (performance.now() - gave > HOLDS && most < MOST_HELD) most += BACKLOG;
        else return;
      }
      last = at;
      // While the camera is withheld the lens keeps its last picture, which is out of date: record black.
      if (withheld?.("camera")) pen?.fillRect(0, 0, width, height);
      else pen?.drawImage(picture, 0, 0, width, height);
      const frame = new VideoFrame(canvas, { timestamp: Math.round(this.#since(at) * 1000) });
      const keyFrame = at - whole >= WHOLE_FRAME_EVERY;
      if (keyFrame) whole = at;
      held += 1;
      encoder.encode(frame, { keyFrame });
      frame.close();
    };
    return () => {
      // The pause is at least as long as the drawing took: in it the thread passes the encoder's output on.
      let timer: ReturnType<typeof setTimeout>;
      const next = (): void => {
        const started = performance.now();
        shoot();
        const took = performance.now() - started;
        timer = setTimeout(next, Math.max(FRAME - took, took));
      };
      next();
      this.#ends.push(async () => {
        clearTimeout(timer);
        await finish(encoder);
      });
    };
  }

  /** Ends the sound track, so that the picture does not wait for missing sound. */
  #quiet: () => void = () => undefined;

  async #listen({ picture, withheld }: Sources, stream: MediaStream, { codec, config }: AudioChoice, began: number): Promise<() => void> {
    const context = new AudioContext({ sampleRate: 48_000 });
    await context.audioWorklet.addModule(tap);
    const source = new EncodedAudioPacketSource(codec);
    this.#output.addAudioTrack(source);
    const encoder = new AudioEncoder({
      output: (chunk, meta) => this.#add(() => source.add(EncodedPacket.fromEncodedChunk(chunk), meta)),
      error: (reason) => (picture ? this.#quiet() : this.#fail(reason)),
    });
    encoder.configure({ ...config, sampleRate: context.sampleRate });
    const node = new AudioWorkletNode(context, "tap", { numberOfOutputs: 0 });
    let samples = 0;
    let first: number | null = null;
    /** The place of the first samples in the file. */
    let stands: number | null = null;
    let quiet = false;
    let loudAt = 0;
    let loud = true;
    const take = (data: Float32Array<ArrayBuffer>): void => {
      if (this.#stopping || quiet || encoder.state !== "configured") return;
      const now = performance.now() - began;
      first ??= now;
      stands ??= this.#since(now);
      this.#soundAt = now;
      this.level = level(data);
      if (loudAt === 0 || sounds(data)) loudAt = now;
      if (loud !== now - loudAt <= SILENT) {
        loud = !loud;
        this.heard(loud);
      }
      encoder.encode(sound(data, context.sampleRate, Math.round(stands * 1000 + (samples * 1e6) / context.sampleRate)));
      samples += data.length;
    };
    node.port.onmessage = ({ data }: MessageEvent<Float32Array<ArrayBuffer>>) => take(data);
    // Sound after a pause of the microphone must keep its time: silence fills the gap.
    let asleep = false;
    const wake = (): void => {
      const [slept, now] = [asleep, performance.now() - began];
      asleep = withheld?.("microphone") === true;
      if (slept && !asleep) void context.resume().catch(() => undefined);
      if (!asleep || now - this.#soundAt < GAP) return;
      const missing = Math.round(((now - (first ?? this.#soundAt)) / 1000) * context.sampleRate) - samples;
      if (missing > 0) take(new Float32Array(Math.min(missing, PUT_IN * context.sampleRate)));
    };
    if (picture) {
      this.#quiet = () => {
        if (quiet) return;
        quiet = true;
        this.silent();
        this.#add(async () => source.close());
      };
    }
    return () => {
      this.#soundAt = performance.now() - began;
      context.createMediaStreamSource(stream).connect(node);
      void context.resume();
      // A microphone taken by a call or another app falls silent without an end.
      const watch = setInterval(() => {
        wake();
        const patience = first === null ? BEGINS : SILENT;
        if (!picture && performance.now() - began - this.#soundAt > patience) this.#fail(new Trouble("microphone-lost"));
      }, 500);
      this.#ends.push(async () => {
        clearInterval(watch);
        node.port.onmessage = null;
        await Promise.all([answered(context.close()), finish(encoder)]);
      });
    };
  }
}

async function finish(encoder: VideoEncoder | AudioEncoder): Promise<void> {
  if (encoder.state !== "configured") return;
  await answered(encoder.flush());
  if (encoder.state === "configured") encoder.close();
}

/** Settles once `work` has, or after a moment; a failure counts as settled. */
async function answered(work: Promise<unknown>): Promise<void> {
  let late: ReturnType<typeof setTimeout> | undefined;
  const moment = new Promise((resolve) => (late = setTimeout(resolve, PATIENCE)));
  await Promise.race([work.catch(() => undefined), moment]);
  clearTimeout(late);
}

function even(length: number): number {
  return 2 * Math.round(length / 2);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1 && pieces[0]) return pieces[0];
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
