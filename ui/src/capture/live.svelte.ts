// One live recording, from the first press until it is sealed, and its accidents: a lost device, a failing encoder or
// core, a person who closes everything. The lens and the interview hold one each; neither begins or ends a recording in
// any other way.
import { Trouble } from "../bridge/bridge";
import type { CaptureBridge } from "../bridge/capture";
import type { SealedView } from "../bridge/types";
import type { Session } from "../session/session.svelte";
import { selfTest } from "./codecs";
import type { Lens } from "./lens.svelte";
import type { Recording } from "./recording";

/** Longest wait, in ms, for the core to confirm an end. An unresponsive encoder takes two seconds of it. */
const CONFIRMS = 5_000;

/** How long the core may take in no bytes, in ms, before a warning: it promises that a kill costs at most a second. */
const STALLS = 2_000;

export interface Wanted<Kind> {
  readonly kind: Kind;
  /** The lens's picture, playing; null for sound alone. */
  readonly picture: HTMLVideoElement | null;
  /** The core that receives the recording's bytes. */
  readonly bridge: CaptureBridge;
}

/** Calls to the holder of a live recording. */
export interface Turns<Kind> {
  /** Holds the way to other screens until the recording is sealed, beyond its end. */
  readonly waits?: boolean;
  begun?(kind: Kind): void;
  /** Called four times a second while the recording runs. */
  goes?(): void;
  /** Called before the end, while the recording still runs. */
  ends?(): void;
  sealed?(sealed: SealedView, kind: Kind): void;
  /**
   * Called if a recording turns out to be sealed after it was reported as unconfirmed. Return true to withdraw that
   * report.
   */
  late?(sealed: SealedView, kind: Kind): boolean;
  /** Called after a trouble, or when a device is withheld or the core stalls during a recording. */
  wrong?(): void;
}

export class Live<Kind extends string> {
  /** The kind of the current recording, until it is sealed. */
  kind: Kind | null = $state(null);
  /** True while a recording begins or ends. */
  working = $state(false);
  /** True while the microphone returns only silence. */
  quiet = $state(false);
  /** True while the core takes in no bytes, so that they wait in memory, or owes the answer to a beginning. */
  stalled = $state(false);
  /** Seconds since the beginning. */
  seconds = $state(0);
  /** True if the last trouble ended a recording. */
  broke = $state(false);
  /** The last trouble; it stays until the person has read it or the next recording runs. */
  trouble: Trouble | null = $state.raw(null);

  readonly #session: Session;
  readonly #lens: Lens;
  readonly #turns: Turns<Kind>;
  #recording: Recording | null = null;
  /** True if the current recording has a picture. */
  #picture = false;
  #began = 0;
  /** Increased by every stop: it also ends a recording that was just beginning. */
  #stops = 0;
  /** True after `close`: no recording begins any more. */
  #closed = false;
  /** Pending begins, ends and seals. */
  readonly #going = new Set<Promise<void>>();
  /** Frees the way to other screens. */
  #free: () => void = () => undefined;
  #clock: ReturnType<typeof setInterval> | undefined;

  constructor(session: Session, lens: Lens, turns: Turns<Kind> = {}) {
    this.#session = session;
    this.#lens = lens;
    this.#turns = turns;
    lens.taken = (what) => {
      if (this.#recording && (this.#picture || what === "microphone")) turns.wrong?.();
    };
    lens.lost = (what) => {
      // A loss of the microphone ends sound alone; a picture continues without sound. A beginning recording checks its
      // devices itself.
      if (this.#recording && what === (this.#picture ? "camera" : "microphone")) void this.stop(new Trouble(`${what}-lost`));
    };
  }

  /** The item of the current recording, or null. */
  get item(): string | null {
    return this.#recording?.item ?? null;
  }

  /** The present loudness, from 0 to 1. */
  get level(): number {
    return this.#recording?.level ?? 0;
  }

  /** Milliseconds since the beginning; 0 without a recording. */
  get elapsed(): number {
    return this.kind ? performance.now() - this.#began : 0;
  }

  /** Begins, unless a recording runs. Settles once it runs, or once the failure is reported. */
  begin(wanted: Wanted<Kind>): Promise<void> {
    if (this.kind || this.working || this.#closed) return Promise.resolve();
    return this.#follow(this.#begin(wanted));
  }

  async #begin({ kind, picture, bridge }: Wanted<Kind>): Promise<void> {
    const stops = this.#stops;
    const stopped = (): boolean => stops !== this.#stops;
    this.working = true;
    let slow: ReturnType<typeof setTimeout> | undefined;
    try {
      const [proven, { Recording }] = await Promise.all([selfTest(), recorder()]);
      const sound = proven.audio && !stopped() ? await this.#lens.listen() : null;
      if (stopped()) return this.#lens.mute();
      if (picture && !proven.video) throw new Trouble("encoder-missing");
      if (picture && this.#lens.state !== "ready") throw new Trouble(this.#lens.camera ?? "camera-lost");
      if (!picture && !sound) throw new Trouble(proven.audio ? (this.#lens.microphone ?? "microphone-missing") : "encoder-missing");
      slow = setTimeout(() => {
        this.stalled = true;
        this.#turns.wrong?.();
      }, STALLS);
      const recording = await Recording.begin(bridge, proven, { picture, sound, withheld: (what) => this.#lens.withheld[what] });
      clearTimeout(slow);
      if (stopped()) {
        // The screen was left or closed during the beginning: the recording must not continue unseen.
        const sealing = recording.end();
        this.#lens.mute();
        await inTime(sealing);
        return;
      }
      recording.silent = () => {
        if (this.#recording === recording) this.#lens.microphone ??= "microphone-lost";
      };
      recording.heard = (sound) => {
        if (this.#recording === recording) this.quiet = !sound;
      };
      this.#recording = recording;
      this.#picture = picture !== null;
      this.kind = kind;
      this.trouble = null;
      this.stalled = false;
      this.#free = this.#session.hold();
      this.#began = performance.now();
      this.seconds = 0;
      this.#clock = setInterval(() => {
        this.seconds = Math.floor(this.elapsed / 1000);
        const stalled = recording.waits > STALLS;
        if (stalled && !this.stalled) this.#turns.wrong?.();
        this.stalled = stalled;
        this.#turns.goes?.();
      }, 250);
      this.#turns.begun?.(kind);
      // An earlier failure ends it immediately.
      recording.failed = (reason) => this.#broke(recording, reason);
      if (this.#recording !== recording) return;
      // A device that was lost during the beginning has ended no recording yet: end it here, or a dead picture would be
      // recorded.
      const lost = picture ? this.#lens.state !== "ready" && "camera" : !this.#lens.audio && "microphone";
      if (lost) await this.stop(new Trouble(`${lost}-lost`));
    } catch (reason) {
      this.#lens.mute();
      if (!(reason instanceof Told)) this.wrong(reason);
    } finally {
      clearTimeout(slow);
      if (!this.#recording) this.stalled = false;
      this.working = false;
    }
  }

  /**
   * Ends and seals, as cut off if there is a reason, which is then reported; also ends a beginning recording. Settles
   * once all is sealed, or after the longest wait. Returns the item, or null without a recording.
   */
  async stop(why: Trouble | null = null): Promise<string | null> {
    this.#stops += 1;
    const recording = this.#recording;
    if (recording) await this.#follow(this.#end(recording, why));
    else {
      this.#lens.mute();
      await inTime(Promise.all(this.#going));
    }
    return recording?.item ?? null;
  }

  /** Ends everything for good: frees the way and closes the microphone at once. Settles once all is sealed. */
  async close(): Promise<void> {
    this.#closed = true;
    const stopped = this.stop();
    this.#over();
    await stopped;
    await inTime(Promise.all(this.#going));
  }

  /** Reports a failure. */
  wrong(reason: unknown): void {
    this.trouble = Trouble.from(reason);
    this.broke = false;
    this.#turns.wrong?.();
  }

  async #end(recording: Recording, why: Trouble | null): Promise<void> {
    const { kind } = this;
    this.#turns.ends?.();
    this.#recording = null;
    this.working = true;
    clearInterval(this.#clock);
    const sealing = this.#seal(recording, kind, why !== null, why);
    // The microphone closes at once, before the seal.
    this.#lens.mute();
    if (!this.#turns.waits) this.#free();
    await sealing;
    this.#over();
    this.working = false;
  }

  /** Handles a failure of the core or an encoder. */
  #broke(recording: Recording, reason: unknown): void {
    // The recording is already ending or has ended.
    if (this.#recording !== recording) return this.wrong(reason);
    const { kind } = this;
    this.#turns.ends?.();
    this.#recording = null;
    this.#over();
    this.wrong(reason);
    this.broke = true;
    // If an encoder or the microphone failed, the recording is closed as cut off; if the core failed, the next start
    // closes it.
    const core = reason instanceof Trouble && reason.code !== "microphone-lost";
    if (!core) void this.#follow(this.#seal(recording, kind, true, null));
  }

  /** Seals the recording. Settles once it is sealed, or once it is reported as unconfirmed. */
  async #seal(recording: Recording, kind: Kind | null, cutOff: boolean, why: Trouble | null): Promise<void> {
    let unconfirmed: Trouble | null = null;
    const sealing = recording
      .end(cutOff)
      .then((sealed) => {
        // After the longest wait, or once the next recording runs, the person no longer waits for this one.
        if (unconfirmed || this.#recording) {
          const back = kind !== null && this.#turns.late?.(sealed, kind) === true;
          if (back && unconfirmed && this.trouble === unconfirmed) this.trouble = why;
          return;
        }
        this.trouble = why ?? this.trouble;
        if (kind) this.#turns.sealed?.(sealed, kind);
      })
      .catch((reason: unknown) => this.wrong(reason));
    if (await inTime(sealing)) return;
    // Bytes outside the core exceed the last second, and closing the app would lose them.
    const code = recording.waits > 0 ? "end-waiting" : "end-unconfirmed";
    this.wrong((unconfirmed = new Trouble(code, recording.item)));
  }

  #over(): void {
    clearInterval(this.#clock);
    this.kind = null;
    this.quiet = false;
    this.stalled = false;
    this.#free();
    this.#lens.mute();
  }

  #follow(work: Promise<void>): Promise<void> {
    this.#going.add(work);
    return work.finally(() => this.#going.delete(work));
  }
}

/** The recording did not begin; the reason is shown in another place. */
export class Told extends Error {}

/**
 * Returns true once `work` has settled, false after the longest wait, so that an unresponsive core does not block the
 * screen.
 */
async function inTime(work: Promise<unknown>): Promise<boolean> {
  let late: ReturnType<typeof setTimeout> | undefined;
  const waited = new Promise<boolean>((resolve) => (late = setTimeout(() => resolve(false), CONFIRMS)));
  const done = work.then(() => true);
  return Promise.race([done, waited]).finally(() => clearTimeout(late));
}

/** Loads the muxer's code once the lens is ready, so that a photo does not wait for it. */
export const recorder = (): Promise<typeof import("./recording")> => import("./recording");
