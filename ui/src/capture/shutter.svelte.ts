// What the capture screen does: photo, video, sound, and what is known of the last shot. Screens only show it.
import { Trouble } from "../bridge/bridge";
import type { ItemView, SealedView } from "../bridge/types";
import type { Session } from "../frame/session.svelte";
import { selfTest } from "./codecs";
import { Lens } from "./lens.svelte";
import type { Recording } from "./recording";
import { stamp } from "./stamp";

/** How long a shot can be looked at, in ms. */
export const REVIEW = 3_000;
/** Longest time for which a photo that is being sealed holds the way, in ms. */
const SEALS = 5_000;

export interface Shot {
  readonly item: string;
  /** The picture in memory; none for a recording. */
  readonly url: string | null;
}

export class Shutter {
  readonly lens = new Lens();
  /** What goes on. */
  live: "video" | "audio" | null = $state(null);
  /** True while the microphone gives nothing but silence. */
  quiet = $state(false);
  /** Seconds since the recording began. */
  seconds = $state(0);
  /** The last shot, for three seconds. */
  shot: Shot | null = $state.raw(null);
  /** How far the last item has come. */
  last: ItemView | null = $state.raw(null);
  /** What went wrong last. */
  trouble: Trouble | null = $state.raw(null);
  /** Said to whoever listens: sealed, stopped. */
  said: "sealed" | "recording" | "stopped" | null = $state(null);
  /** True while something is being begun or ended. */
  working = $state(false);

  readonly #session: Session;
  /** The screen is gone: what was being begun is ended. */
  #closed = false;
  #recording: Recording | null = null;
  /** Settle once nothing is being begun, or ended. */
  #beginning: Promise<void> = Promise.resolve();
  #ending: Promise<void> = Promise.resolve();
  /** Photos that are being sealed, by what frees the way of them. */
  readonly #photos = new Map<() => void, Promise<void>>();
  /** Frees the way to other screens. */
  #free: () => void = () => undefined;
  #clock: ReturnType<typeof setInterval> | undefined;
  #gone: ReturnType<typeof setTimeout> | undefined;

  constructor(session: Session) {
    this.#session = session;
    this.lens.lost = (what) => {
      // Sound alone is over without a microphone; a picture goes on without sound.
      const over = this.live === "video" ? what === "camera" : this.live === "audio" && what === "microphone";
      if (over) void this.stop(new Trouble(`${what}-lost`));
    };
  }

  /** Seals what the lens shows now. Whoever left the screen meanwhile would not read that it failed. */
  async photo(picture: HTMLVideoElement): Promise<void> {
    if (this.lens.state !== "ready" || picture.videoWidth === 0) return;
    const over = this.#session.hold();
    const late = setTimeout(over, SEALS);
    const sealing = this.#photo(picture).finally(() => {
      clearTimeout(late);
      this.#photos.delete(over);
      over();
    });
    this.#photos.set(over, sealing);
    return sealing;
  }

  async #photo(picture: HTMLVideoElement): Promise<void> {
    const canvas = Object.assign(document.createElement("canvas"), { width: picture.videoWidth, height: picture.videoHeight });
    canvas.getContext("2d", { alpha: false })?.drawImage(picture, 0, 0);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.92));
    if (!blob) return this.#wrong(new Trouble("camera-lost"));
    try {
      const bytes = new Uint8Array(await blob.arrayBuffer());
      const sealed = await this.#session.bridge.photo(`photo-${stamp(new Date())}.jpg`, blob.type, bytes);
      buzz(40);
      this.#show(sealed, URL.createObjectURL(blob));
    } catch (reason) {
      this.#wrong(reason);
    }
  }

  /** Begins to record, with the picture or sound alone. */
  record(picture: HTMLVideoElement | null): Promise<void> {
    if (this.live || this.working || this.#closed) return Promise.resolve();
    return (this.#beginning = this.#begin(picture));
  }

  async #begin(picture: HTMLVideoElement | null): Promise<void> {
    this.working = true;
    this.trouble = null;
    try {
      const [proven, { Recording }] = await Promise.all([selfTest(), recorder()]);
      const sound = proven.audio && !this.#closed ? await this.lens.listen() : null;
      if (this.#closed) return this.lens.close();
      if (picture && !proven.video) throw new Trouble("encoder-missing");
      if (picture && this.lens.state !== "ready") throw new Trouble(this.lens.camera ?? "camera-lost");
      if (!picture && !sound) throw new Trouble(proven.audio ? (this.lens.microphone ?? "microphone-missing") : "encoder-missing");
      const recording = await Recording.begin(this.#session.bridge, proven, { picture, sound });
      if (this.#closed) {
        await recording.end();
        return this.lens.close();
      }
      recording.silent = () => (this.lens.microphone ??= "microphone-lost");
      recording.heard = (sound) => (this.quiet = !sound);
      recording.failed = (reason) => this.#broke(reason);
      this.#recording = recording;
      this.live = picture ? "video" : "audio";
      this.said = "recording";
      this.#free = this.#session.hold();
      this.#drop();
      this.seconds = 0;
      const began = performance.now();
      this.#clock = setInterval(() => (this.seconds = Math.floor((performance.now() - began) / 1000)), 250);
      // What was lost before anything was live ended nothing: a dead picture must not be recorded.
      const lost = picture ? this.lens.state !== "ready" && "camera" : !this.lens.audio && "microphone";
      if (lost) await this.stop(new Trouble(`${lost}-lost`));
    } catch (reason) {
      this.lens.mute();
      this.#wrong(reason);
    } finally {
      this.working = false;
    }
  }

  /** Ends the recording and seals its record, as cut off where there is a reason, which is told then. */
  stop(why: Trouble | null = null): Promise<void> {
    const recording = this.#recording;
    if (!recording) return Promise.resolve();
    this.#recording = null;
    return (this.#ending = this.#end(recording, why));
  }

  async #end(recording: Recording, why: Trouble | null): Promise<void> {
    this.working = true;
    try {
      const sealing = recording.end(why !== null);
      // Nothing is heard any more: the microphone does not wait for the seal.
      this.lens.mute();
      const sealed = await sealing;
      buzz(300);
      this.#show(sealed, null);
      this.trouble = why ?? this.trouble;
      this.said = "stopped";
    } catch (reason) {
      this.#wrong(reason);
    } finally {
      this.#ended();
      this.working = false;
    }
  }

  /** Lets go of everything; what is live is sealed first. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#drop();
    const stopped = this.stop();
    // However long the seal takes: no light burns on, and the way is free.
    this.#ended();
    for (const over of this.#photos.keys()) over();
    this.lens.close();
    await stopped;
    this.#drop();
    // Until what was being begun is ended, and what was being ended is sealed, not everything is.
    await Promise.all([this.#beginning, this.#ending, Promise.allSettled(this.#photos.values())]);
    this.#drop();
  }

  /** Keeps the last shot in view a little longer. */
  linger(): void {
    if (!this.shot) return;
    clearTimeout(this.#gone);
    this.#gone = setTimeout(() => this.#drop(), REVIEW);
  }

  /** Takes the last shot from the screen and from memory. */
  skip(): void {
    this.#drop();
  }

  /** Asks how far the last item has come. */
  async look(): Promise<void> {
    if (!this.last || this.last.delivered) return;
    try {
      const [now] = await this.#session.bridge.itemsProgress([this.last.item]);
      if (now && now.item === this.last?.item) this.last = now;
    } catch {
      // The list of what is here says what is wrong; the lens must not be covered for a question.
    }
  }

  #show(sealed: SealedView, url: string | null): void {
    this.#drop();
    // What went wrong before stays until it was read: that something later is sealed does not undo it.
    this.said = "sealed";
    this.last = {
      item: sealed.item,
      claimedAt: new Date().toISOString(),
      live: url === null,
      finished: true,
      interrupted: sealed.interrupted,
      parts: sealed.parts,
      bytes: sealed.bytes,
      noted: false,
      delivered: false,
      readable: null,
    };
    this.shot = { item: sealed.item, url };
    this.linger();
  }

  #drop(): void {
    clearTimeout(this.#gone);
    if (this.shot?.url) URL.revokeObjectURL(this.shot.url);
    this.shot = null;
  }

  /** The core or an encoder failed in the middle. */
  #broke(reason: unknown): void {
    const recording = this.#recording;
    this.#recording = null;
    this.#ended();
    this.#wrong(reason);
    // What an encoder's failure leaves is closed as cut off; where the core failed, the next start does it.
    const core = reason instanceof Trouble && reason.code !== "microphone-lost";
    if (!recording || core) return;
    this.#ending = recording.end(true).then(
      (sealed) => this.#show(sealed, null),
      (failed: unknown) => this.#wrong(failed),
    );
  }

  #ended(): void {
    clearInterval(this.#clock);
    this.live = null;
    this.quiet = false;
    this.#free();
    this.lens.mute();
  }

  #wrong(reason: unknown): void {
    buzz([300, 150, 300]);
    this.trouble = Trouble.from(reason);
  }
}

/** The muxer's code: loaded once the lens is ready, so that a photo waits for nothing. */
export const recorder = (): Promise<typeof import("./recording")> => import("./recording");

/** Felt in the hand where the device can: short is sealed, long is stopped, twice long is not saved. */
export function buzz(pattern: number | number[]): void {
  navigator.vibrate?.(pattern);
}
