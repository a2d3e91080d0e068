// The work of the capture screen: photo, video, sound, and what is known of the last shot. Screens only show it.
import { Trouble } from "../bridge/bridge";
import type { ItemView, SealedView } from "../bridge/types";
import type { Session } from "../frame/session.svelte";
import { Lens } from "./lens.svelte";
import { Live } from "./live.svelte";
import { stamp } from "./stamp";

/** How long a shot asks for its tags once somebody knows them, in ms. */
export const REVIEW = 6_000;
/** Longer side of a small picture, in pixels. */
const STILL = 320;
/** Longest time for which a photo that is being sealed holds the way, in ms. */
const SEALS = 5_000;

export interface Shot {
  readonly item: string;
  readonly kind: "photo" | "video" | "sound";
  /** When it was taken, or began. */
  readonly at: string;
  /** Seconds that a recording took. */
  readonly seconds: number | null;
  /** Its picture in memory, where the organisation lets it be looked at. */
  readonly url: string | null;
}

export class Shutter {
  readonly lens = new Lens();
  /** The last shot, until the next one. */
  shot: Shot | null = $state.raw(null);
  /** True while the last shot asks for its tags. */
  tagging = $state(false);
  /** How often the sheet was given its time anew; none while it stays until somebody takes it away. */
  timed: number | null = $state(null);
  /** Photos that were taken, sealed or not yet: what the flash follows. */
  shots = $state(0);
  /** How far the last item has come. */
  last: ItemView | null = $state.raw(null);
  /** How far the recording has come that goes on. */
  #going: ItemView | null = $state.raw(null);
  /** Said to whoever listens: sealed, stopped. */
  said: "sealed" | "recording" | "stopped" | null = $state(null);

  readonly #session: Session;
  readonly #live: Live<"video" | "audio">;
  /** Photos that are being sealed, by what frees the way of them. */
  readonly #photos = new Map<() => void, Promise<void>>();
  /** A picture of what is being recorded, for its tags. */
  #still: Promise<Blob | null> | null = null;
  #filming: HTMLVideoElement | null = null;
  #began = "";
  #took = 0;
  /** Taps of the count before the recording began. */
  #counted = 0;
  #gone: ReturnType<typeof setTimeout> | undefined;

  constructor(session: Session) {
    this.#session = session;
    this.#live = new Live(session, this.lens, {
      waits: true,
      begun: () => {
        this.said = "recording";
        this.#began = new Date().toISOString();
        this.#counted = session.run.taps.length;
        this.#drop();
      },
      ends: () => {
        this.#took = this.#live.elapsed / 1000;
        this.#still = this.#filming && this.#mayShow ? still(this.#filming) : null;
      },
      sealed: (sealed, kind) => {
        buzz(300);
        // Who counted has said what it was: the tags wait behind their button, and nothing is left to press.
        const counted = session.run.taps.length > this.#counted;
        session.run.lasted(sealed.item, this.#took);
        this.#show(sealed, { kind: kind === "video" ? "video" : "sound", at: this.#began, seconds: this.#took }, this.#still, !counted);
        this.said = "stopped";
      },
      late: (sealed) => {
        // Buttons that stand there meanwhile are not taken from under the finger.
        if (!this.tagging && !this.live) this.#know(sealed, true);
        return true;
      },
      wrong: () => buzz([300, 150, 300]),
    });
  }

  /** The kind of the recording that goes on. */
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
  /** How loud the microphone is heard, from 0 to 1. */
  get level(): number {
    return this.#live.level;
  }
  /** Seconds since the recording began. */
  get seconds(): number {
    return this.#live.seconds;
  }
  /** The last trouble. */
  get trouble(): Trouble | null {
    return this.#live.trouble;
  }
  set trouble(trouble: Trouble | null) {
    this.#live.trouble = trouble;
  }

  /** Seals what the lens shows now. A person who left the screen meanwhile would not read that it failed. */
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
    const at = new Date();
    const drawn = draw(picture, picture.videoWidth, picture.videoHeight, 0.92);
    this.shots += 1;
    const blob = await drawn;
    if (!blob) return this.#live.wrong(new Trouble("camera-lost"));
    try {
      const bytes = new Uint8Array(await blob.arrayBuffer());
      const small = this.#mayShow ? still(picture) : null;
      const sealed = await this.#session.bridge.photo(`photo-${stamp(at)}.jpg`, blob.type, bytes);
      buzz(40);
      this.#show(sealed, { kind: "photo", at: at.toISOString(), seconds: null }, small);
    } catch (reason) {
      this.#live.wrong(reason);
    }
  }

  /** Begins to record, with the picture or sound alone. */
  record(picture: HTMLVideoElement | null): Promise<void> {
    this.#filming = picture;
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

  /** Says why there is nothing to see with, after looking once more. */
  async explain(): Promise<void> {
    await this.lens.open();
    if (this.lens.state === "dark") this.#live.wrong(new Trouble(this.lens.camera ?? "camera-missing"));
  }

  /**
   * Asks for the tags of the last shot, a little longer where it did already. A person who does not know them yet has all the
   * time for the first.
   */
  linger(): void {
    if (!this.shot) return;
    this.tagging = true;
    clearTimeout(this.#gone);
    const given = this.#session.run.of(this.shot.item)?.tags.length ?? 0;
    if (this.#session.novice && given === 0) return;
    this.timed = (this.timed ?? 0) + 1;
    this.#gone = setTimeout(() => this.skip(), REVIEW);
  }

  /** Asks no more, and lets the picture go; what was shot stays known, so that it can be tagged later. */
  skip(): void {
    clearTimeout(this.#gone);
    [this.tagging, this.timed] = [false, null];
    if (!this.shot?.url) return;
    URL.revokeObjectURL(this.shot.url);
    this.shot = { ...this.shot, url: null };
  }

  /** Forgets the last shot. */
  forget(): void {
    this.#drop();
  }

  /** How far the item has come that the signs stand for: what is being recorded, and else what was shot last. */
  get told(): ItemView | null {
    if (!this.live) return this.last;
    return this.#going?.item === this.#live.item ? this.#going : null;
  }

  /** Asks how far that item has come. */
  async look(): Promise<void> {
    const item = this.live ? this.#live.item : this.last?.delivered ? null : this.last?.item;
    if (!item) return;
    try {
      const [now] = await this.#session.bridge.itemsProgress([item]);
      if (now?.item === this.#live.item) this.#going = now ?? null;
      else if (now && now.item === this.last?.item) this.last = now;
    } catch {
      // The list of what is here says what is wrong; the lens must not be covered for a question.
    }
  }

  /** True where the organisation lets what was captured be looked at. */
  get #mayShow(): boolean {
    const { home } = this.#session;
    return home !== null && !(home instanceof Trouble) && home.state === "joined" && home.review;
  }

  #show(sealed: SealedView, shot: Pick<Shot, "kind" | "at" | "seconds">, picture: Promise<Blob | null> | null, asks = true): void {
    this.#drop();
    // Earlier trouble stays until it was read: that something later is sealed does not undo it.
    this.#know(sealed, shot.kind !== "photo");
    // The time that was signed, as the list says it.
    this.shot = { item: sealed.item, url: null, ...shot, at: sealed.claimedAt ?? shot.at };
    if (asks) this.linger();
    this.#session.learn();
    void picture?.then((blob) => {
      if (blob && this.tagging && this.shot?.item === sealed.item) this.shot = { ...this.shot, url: URL.createObjectURL(blob) };
    });
  }

  #know(sealed: SealedView, live: boolean): void {
    this.said = "sealed";
    this.last = {
      item: sealed.item,
      claimedAt: sealed.claimedAt ?? new Date().toISOString(),
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
    this.skip();
    this.shot = null;
  }
}

/** The picture of the lens as JPEG. */
function draw(picture: HTMLVideoElement, width: number, height: number, quality: number): Promise<Blob | null> {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.getContext("2d", { alpha: false })?.drawImage(picture, 0, 0, width, height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
}

/** The picture of the lens, small: enough to know it again. */
function still(picture: HTMLVideoElement): Promise<Blob | null> {
  const scale = Math.min(1, STILL / Math.max(picture.videoWidth, picture.videoHeight, 1));
  return draw(picture, Math.max(1, Math.round(picture.videoWidth * scale)), Math.max(1, Math.round(picture.videoHeight * scale)), 0.8);
}

/** Felt in the hand where the device can: short is sealed, long is stopped, twice long is not saved. */
export function buzz(pattern: number | number[]): void {
  navigator.vibrate?.(pattern);
}
