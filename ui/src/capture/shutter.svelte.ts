// What the capture screen does: photo, video, sound, and what is known of the last shot. Screens only show it.
import { Trouble } from "../bridge/bridge";
import type { ItemView, SealedView } from "../bridge/types";
import type { Session } from "../frame/session.svelte";
import { Lens } from "./lens.svelte";
import { Live } from "./live.svelte";
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
  /** The last shot, for three seconds. */
  shot: Shot | null = $state.raw(null);
  /** How far the last item has come. */
  last: ItemView | null = $state.raw(null);
  /** Said to whoever listens: sealed, stopped. */
  said: "sealed" | "recording" | "stopped" | null = $state(null);

  readonly #session: Session;
  readonly #live: Live<"video" | "audio">;
  /** Photos that are being sealed, by what frees the way of them. */
  readonly #photos = new Map<() => void, Promise<void>>();
  #gone: ReturnType<typeof setTimeout> | undefined;

  constructor(session: Session) {
    this.#session = session;
    this.#live = new Live(session, this.lens, {
      waits: true,
      begun: () => {
        this.said = "recording";
        this.#drop();
      },
      sealed: (sealed) => {
        buzz(300);
        this.#show(sealed, null);
        this.said = "stopped";
      },
      late: (sealed) => {
        // What stands there meanwhile is not taken from under the finger.
        if (!this.shot && !this.live) this.#know(sealed, true);
        return true;
      },
      wrong: () => buzz([300, 150, 300]),
    });
  }

  /** What goes on. */
  get live(): "video" | "audio" | null {
    return this.#live.kind;
  }
  /** True while something is being begun or ended. */
  get working(): boolean {
    return this.#live.working;
  }
  /** True while the microphone gives nothing but silence. */
  get quiet(): boolean {
    return this.#live.quiet;
  }
  /** True while what is recorded is not taken in. */
  get stalled(): boolean {
    return this.#live.stalled;
  }
  /** Seconds since the recording began. */
  get seconds(): number {
    return this.#live.seconds;
  }
  /** What went wrong last. */
  get trouble(): Trouble | null {
    return this.#live.trouble;
  }
  set trouble(trouble: Trouble | null) {
    this.#live.trouble = trouble;
  }

  /** Seals what the lens shows now. Whoever left the screen meanwhile would not read that it failed. */
  async photo(picture: HTMLVideoElement): Promise<void> {
    // A withheld camera shows what was there before, or nothing: that is no photo of now.
    if (this.lens.state !== "ready" || this.lens.withheld.camera || picture.videoWidth === 0) return;
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
    if (!blob) return this.#live.wrong(new Trouble("camera-lost"));
    try {
      const bytes = new Uint8Array(await blob.arrayBuffer());
      const sealed = await this.#session.bridge.photo(`photo-${stamp(new Date())}.jpg`, blob.type, bytes);
      buzz(40);
      this.#show(sealed, URL.createObjectURL(blob));
    } catch (reason) {
      this.#live.wrong(reason);
    }
  }

  /** Begins to record, with the picture or sound alone. */
  record(picture: HTMLVideoElement | null): Promise<void> {
    return this.#live.begin({ kind: picture ? "video" : "audio", picture, bridge: this.#session.bridge });
  }

  /** Ends the recording and seals its record. */
  async stop(): Promise<void> {
    await this.#live.stop();
  }

  /** Lets go of everything; what is live is sealed first. */
  async close(): Promise<void> {
    this.#drop();
    const closed = this.#live.close();
    // However long the seal takes: no light burns on, and the way is free.
    for (const over of this.#photos.keys()) over();
    this.lens.close();
    await Promise.all([closed, Promise.allSettled(this.#photos.values())]);
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
    this.#know(sealed, url === null);
    this.shot = { item: sealed.item, url };
    this.linger();
  }

  #know(sealed: SealedView, live: boolean): void {
    this.said = "sealed";
    this.last = {
      item: sealed.item,
      claimedAt: new Date().toISOString(),
      live,
      finished: true,
      interrupted: sealed.interrupted,
      parts: sealed.parts,
      bytes: sealed.bytes,
      noted: false,
      delivered: false,
      readable: null,
    };
  }

  #drop(): void {
    clearTimeout(this.#gone);
    if (this.shot?.url) URL.revokeObjectURL(this.shot.url);
    this.shot = null;
  }
}

/** Felt in the hand where the device can: short is sealed, long is stopped, twice long is not saved. */
export function buzz(pattern: number | number[]): void {
  navigator.vibrate?.(pattern);
}
