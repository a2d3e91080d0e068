// The work of the capture screen: photo, video, sound, and the state of the last shot. Components only display it.
import { Trouble } from "../bridge/bridge";
import type { ItemView, SealedView } from "../bridge/types";
import type { Session } from "../session/session.svelte";
import { Lens } from "./lens.svelte";
import { Live } from "./live.svelte";
import { buzz } from "../widgets/buzz";
import { stamp } from "./stamp";

/** How long a shot asks for its tags once the person knows the tags, in ms. */
export const REVIEW = 6_000;
/** Longer side of a small picture, in pixels. */
const STILL = 320;
/** Longest time for which a photo's seal holds the way, in ms. */
const SEALS = 5_000;

export interface Shot {
  readonly item: string;
  readonly kind: "photo" | "video" | "sound";
  /** The time of the shot, or of its beginning. */
  readonly at: string;
  /** The length of a recording in seconds. */
  readonly seconds: number | null;
  /** The shot's picture in memory, if the organisation permits one. */
  readonly url: string | null;
}

export class Shutter {
  readonly lens = new Lens();
  /** The last shot, until the next one. */
  shot: Shot | null = $state.raw(null);
  /** True while the last shot asks for its tags. */
  tagging = $state(false);
  /** How often the sheet's time was restarted; null while it stays until the person closes it. */
  timed: number | null = $state(null);
  /** Number of photos, sealed or not yet: the flash follows it. */
  shots = $state(0);
  /** The progress of the last item. */
  last: ItemView | null = $state.raw(null);
  /** The progress of the current recording. */
  #going: ItemView | null = $state.raw(null);
  /** The message for a screen reader: sealed, stopped. */
  said: "sealed" | "recording" | "stopped" | null = $state(null);

  readonly #session: Session;
  readonly #live: Live<"video" | "audio">;
  /** Photos that are being sealed, by the function that frees the way. */
  readonly #photos = new Map<() => void, Promise<void>>();
  /** A picture of the current recording, for its tags. */
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
        // A person who counted has described the recording: the tags wait behind their button, without a question.
        const counted = session.run.taps.length > this.#counted;
        session.run.lasted(sealed.item, this.#took);
        this.#show(sealed, { kind: kind === "video" ? "video" : "sound", at: this.#began, seconds: this.#took }, this.#still, !counted);
        this.said = "stopped";
      },
      late: (sealed) => {
        // Buttons in their place must not disappear under the finger.
        if (!this.tagging && !this.live) this.#know(sealed, true);
        return true;
      },
      wrong: () => buzz([300, 150, 300]),
    });
  }

  /** The kind of the current recording. */
  get live(): "video" | "audio" | null {
    return this.#live.kind;
  }
  /** True while a recording begins or ends. */
  get working(): boolean {
    return this.#live.working;
  }
  /** True while the microphone returns only silence. */
  get quiet(): boolean {
    return this.#live.quiet;
  }
  /** True while the core takes in no bytes of the recording. */
  get stalled(): boolean {
    return this.#live.stalled;
  }
  /** The loudness of the microphone, from 0 to 1. */
  get level(): number {
    return this.#live.level;
  }
  /** Seconds since the recording began. */
  get seconds(): number {
    return this.#live.seconds;
  }
  get trouble(): Trouble | null {
    return this.#live.trouble;
  }
  /** True if the last trouble ended a recording. */
  get broke(): boolean {
    return this.#live.broke;
  }
  set trouble(trouble: Trouble | null) {
    this.#live.trouble = trouble;
  }

  /** Seals the lens's present picture and holds the way: a person who left the screen would not read of a failure. */
  async photo(picture: HTMLVideoElement): Promise<void> {
    // A withheld camera shows an old picture or none: no photo of the present.
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

  /** Begins to record the picture with sound, or sound alone. */
  record(picture: HTMLVideoElement | null): Promise<void> {
    this.#filming = picture;
    return this.#live.begin({ kind: picture ? "video" : "audio", picture, bridge: this.#session.bridge });
  }

  /** Ends the recording and seals its record. */
  async stop(): Promise<void> {
    await this.#live.stop();
  }

  /** Releases all devices; a running recording is sealed first. */
  async close(): Promise<void> {
    this.#drop();
    const closed = this.#live.close();
    // Does not wait for the seals: no light burns, and the way is free.
    for (const over of this.#photos.keys()) over();
    this.lens.close();
    await Promise.all([closed, Promise.allSettled(this.#photos.values())]);
    this.#drop();
  }

  /** Tries to open the camera again and reports the obstacle if that fails. */
  async explain(): Promise<void> {
    await this.lens.open();
    if (this.lens.state === "dark") this.#live.wrong(new Trouble(this.lens.camera ?? "camera-missing"));
  }

  /**
   * Asks for the tags of the last shot, or restarts the time. A person who does not know the tags yet has unlimited
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

  /** Stops asking and releases the picture; the shot stays known, so that it can be tagged later. */
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

  /** The progress of the item behind the signs: the current recording, or else the last shot. */
  get told(): ItemView | null {
    if (!this.live) return this.last;
    return this.#going?.item === this.#live.item ? this.#going : null;
  }

  /** Asks for the progress of that item. */
  async look(): Promise<void> {
    const item = this.live ? this.#live.item : this.last?.delivered ? null : this.last?.item;
    if (!item) return;
    try {
      const [now] = await this.#session.bridge.itemsProgress([item]);
      if (now?.item === this.#live.item) this.#going = now ?? null;
      else if (now && now.item === this.last?.item) this.last = now;
    } catch {
      // The list of items shows the error; a failed question must not cover the lens.
    }
  }

  /** True if the organisation permits captures to be looked at. */
  get #mayShow(): boolean {
    const { home } = this.#session;
    return home !== null && !(home instanceof Trouble) && home.state === "joined" && home.review;
  }

  #show(sealed: SealedView, shot: Pick<Shot, "kind" | "at" | "seconds">, picture: Promise<Blob | null> | null, asks = true): void {
    this.#drop();
    // Earlier trouble stays until the person has read it: a later seal does not undo it.
    this.#know(sealed, shot.kind !== "photo");
    // The signed time, as in the list.
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

/** Returns the lens's picture as JPEG. */
function draw(picture: HTMLVideoElement, width: number, height: number, quality: number): Promise<Blob | null> {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.getContext("2d", { alpha: false })?.drawImage(picture, 0, 0, width, height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
}

/** Returns a small picture of the lens, large enough to recognise. */
function still(picture: HTMLVideoElement): Promise<Blob | null> {
  const scale = Math.min(1, STILL / Math.max(picture.videoWidth, picture.videoHeight, 1));
  return draw(picture, Math.max(1, Math.round(picture.videoWidth * scale)), Math.max(1, Math.round(picture.videoHeight * scale)), 0.8);
}
