// One live recording, from the first press until it is sealed, and what may come in between: a device that is lost, an encoder
// or a core that fails, somebody who closes everything. The lens and the interview hold one each; neither begins or ends a
// recording in any other way.
import { Trouble } from "../bridge/bridge";
import type { CaptureBridge } from "../bridge/capture";
import type { SealedView } from "../bridge/types";
import type { Session } from "../frame/session.svelte";
import { selfTest } from "./codecs";
import type { Lens } from "./lens.svelte";
import type { Recording } from "./recording";

/** Longest wait, in ms, for the core to confirm an end. An encoder that does not answer takes two seconds of it. */
const CONFIRMS = 5_000;

/** A core that takes nothing in for so long, in ms, is told: it has promised that a kill costs no more than a second. */
const STALLS = 2_000;

export interface Wanted<Kind> {
  readonly kind: Kind;
  /** The lens's picture, playing; null for sound alone. */
  readonly picture: HTMLVideoElement | null;
  /** Whom its bytes go to. */
  readonly bridge: CaptureBridge;
}

/** The steps of a live recording's holder at its turns. */
export interface Turns<Kind> {
  /** The way to other screens is held until it is sealed, and not only while it goes on. */
  readonly waits?: boolean;
  begun?(kind: Kind): void;
  /** Four times a second while it goes on. */
  goes?(): void;
  /** It is about to end, and still goes on. */
  ends?(): void;
  sealed?(sealed: SealedView, kind: Kind): void;
  /** Sealed after all, when it was told already that nobody confirmed it. True takes that word back. */
  late?(sealed: SealedView, kind: Kind): boolean;
  /** Trouble was told, or something is withheld or stalls while it goes on. */
  wrong?(): void;
}

export class Live<Kind extends string> {
  /** The kind of the recording that goes on, until it is sealed. */
  kind: Kind | null = $state(null);
  /** True while it is being begun or ended. */
  working = $state(false);
  /** True while the microphone gives nothing but silence. */
  quiet = $state(false);
  /** True while the core takes nothing in, what comes waits in memory, or does not begin. */
  stalled = $state(false);
  /** Seconds since it began. */
  seconds = $state(0);
  /** The last trouble; it stays until it was read, or the next recording goes on. */
  trouble: Trouble | null = $state.raw(null);

  readonly #session: Session;
  readonly #lens: Lens;
  readonly #turns: Turns<Kind>;
  #recording: Recording | null = null;
  /** True where the recording that goes on has a picture. */
  #picture = false;
  #began = 0;
  /** Counted up by everything that ends recordings: what was being begun then is ended too. */
  #stops = 0;
  /** Nothing is begun any more. */
  #closed = false;
  /** The begins, ends and seals under way. */
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
      // Sound alone is over without a microphone; a picture goes on without sound. A recording being begun looks for itself.
      if (this.#recording && what === (this.#picture ? "camera" : "microphone")) void this.stop(new Trouble(`${what}-lost`));
    };
  }

  /** The item that goes on, or null. */
  get item(): string | null {
    return this.#recording?.item ?? null;
  }

  /** How loud it is now, from 0 to 1. */
  get level(): number {
    return this.#recording?.level ?? 0;
  }

  /** Milliseconds since it began; none while nothing goes on. */
  get elapsed(): number {
    return this.kind ? performance.now() - this.#began : 0;
  }

  /** Begins, unless something goes on. Settles once it goes on, or it was told why not. */
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
        // Left, or closed, while it was being begun: it must not go on unseen.
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
      // A failure that came already ends it here and now.
      recording.failed = (reason) => this.#broke(recording, reason);
      if (this.#recording !== recording) return;
      // A device lost before anything went on ended nothing: a dead picture must not be recorded.
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
   * Ends and seals, as cut off where there is a reason, which is told then; ends what is being begun too. Settles once
   * everything is sealed, or was waited for long enough. Gives the item, or null where nothing went on.
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

  /** Ends everything for good: the way is free and nothing is heard from now on. Settles once everything is sealed. */
  async close(): Promise<void> {
    this.#closed = true;
    const stopped = this.stop();
    this.#over();
    await stopped;
    await inTime(Promise.all(this.#going));
  }

  /** Tells what went wrong. */
  wrong(reason: unknown): void {
    this.trouble = Trouble.from(reason);
    this.#turns.wrong?.();
  }

  async #end(recording: Recording, why: Trouble | null): Promise<void> {
    const { kind } = this;
    this.#turns.ends?.();
    this.#recording = null;
    this.working = true;
    clearInterval(this.#clock);
    const sealing = this.#seal(recording, kind, why !== null, why);
    // Nothing is heard any more: the microphone does not wait for the seal.
    this.#lens.mute();
    if (!this.#turns.waits) this.#free();
    await sealing;
    this.#over();
    this.working = false;
  }

  /** The core or an encoder failed. */
  #broke(recording: Recording, reason: unknown): void {
    // While it is being ended, or later: that is on its way already.
    if (this.#recording !== recording) return this.wrong(reason);
    const { kind } = this;
    this.#turns.ends?.();
    this.#recording = null;
    this.#over();
    this.wrong(reason);
    // A recording that an encoder or the microphone leaves is closed as cut off; where the core failed, the next start does it.
    const core = reason instanceof Trouble && reason.code !== "microphone-lost";
    if (!core) void this.#follow(this.#seal(recording, kind, true, null));
  }

  /** Settles once it is sealed, or it was told that nobody confirmed it. */
  async #seal(recording: Recording, kind: Kind | null, cutOff: boolean, why: Trouble | null): Promise<void> {
    let unconfirmed: Trouble | null = null;
    const sealing = recording
      .end(cutOff)
      .then((sealed) => {
        // After a while, or once the next one goes on, it is not what the person waits for.
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
    // Bytes that the core has not taken in yet are more than the last second, and closing the app would lose them.
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

/** It was not begun, and why is told elsewhere. */
export class Told extends Error {}

/** True once `work` has settled, false after a while: the screen is not held by what never answers. */
async function inTime(work: Promise<unknown>): Promise<boolean> {
  let late: ReturnType<typeof setTimeout> | undefined;
  const waited = new Promise<boolean>((resolve) => (late = setTimeout(() => resolve(false), CONFIRMS)));
  const done = work.then(() => true);
  return Promise.race([done, waited]).finally(() => clearTimeout(late));
}

/** The muxer's code: loaded once the lens is ready, so that a photo waits for nothing. */
export const recorder = (): Promise<typeof import("./recording")> => import("./recording");
