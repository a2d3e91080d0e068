// The sound of an interview: recorded only where the core lets it begin, tied to the sections that were open meanwhile.
// A few seconds of agreeing can be heard again from memory while the screen is open; the account never can.
import type { CaptureBridge } from "../bridge/capture";
import { Trouble } from "../bridge/bridge";
import type { AudioRange, Purpose, SectionKind } from "../bridge/types";
import { selfTest } from "../capture/codecs";
import { Lens } from "../capture/lens.svelte";
import { Recording } from "../capture/recording";
import type { Talk } from "./talk.svelte";

/** Longest recording of a person agreeing, in ms. */
const MARK = 12_000;
/** A stretch shorter than this is a slip of the finger, in ms. */
const SLIP = 400;

export class Sound {
  /** What is recorded now. */
  live: Purpose | null = $state(null);
  /** True while it begins or ends. */
  working = $state(false);
  /** True while the microphone gives nothing but silence. */
  quiet = $state(false);
  /** Seconds of it. */
  seconds = $state(0);
  trouble: Trouble | null = $state.raw(null);
  /** The last few seconds of agreeing, to be heard again; its address lives as long as the screen. */
  again: { item: string; url: string } | null = $state.raw(null);
  readonly #talk: Talk;
  readonly #lens = new Lens();
  #recording: Recording | null = null;
  /** Counted up by everything that ends sound: what was being begun then is ended too. */
  #stops = 0;
  /** Settle once nothing is being begun, or ended. */
  #beginning: Promise<void> = Promise.resolve();
  #ending: Promise<unknown> = Promise.resolve();
  #pieces: Uint8Array[] = [];
  #began = 0;
  #section: SectionKind | null = null;
  #since = 0;
  /** Frees the way to other screens. */
  #free: () => void = () => undefined;
  #clock: ReturnType<typeof setInterval> | undefined;
  #limit: ReturnType<typeof setTimeout> | undefined;

  constructor(talk: Talk) {
    this.#talk = talk;
    this.#lens.lost = (what) => {
      if (what === "microphone") void this.stop(new Trouble("microphone-lost"));
    };
  }

  /** The recording that goes on, or null. */
  get item(): string | null {
    return this.#recording?.item ?? null;
  }

  /** Begins. The core refuses where the person has not agreed. */
  begin(purpose: Purpose): Promise<void> {
    const { offer } = this.#talk.now;
    // The microphone is not even opened before the person agreed; the core refuses once more.
    if (this.live || this.working || !(purpose === "interview" ? offer.may_record : offer.may_record_voice_mark)) return Promise.resolve();
    return (this.#beginning = this.#begin(purpose));
  }

  async #begin(purpose: Purpose): Promise<void> {
    const stops = this.#stops;
    this.working = true;
    this.trouble = null;
    this.forget();
    try {
      const proven = await selfTest();
      if (!proven.audio) throw new Trouble("encoder-missing");
      if (stops !== this.#stops) return;
      const sound = await this.#lens.listen();
      if (stops !== this.#stops) return this.#lens.mute();
      if (!sound) throw new Trouble(this.#lens.microphone ?? "microphone-missing");
      const recording = await Recording.begin(this.#bridge(purpose), proven, { picture: null, sound });
      if (stops !== this.#stops) {
        // The step was left, or everything closed, while it was being begun: it must not go on unseen.
        await recording.end();
        return this.#lens.mute();
      }
      recording.heard = (sound) => (this.quiet = !sound);
      recording.failed = (reason) => this.#broke(reason);
      this.#recording = recording;
      this.#began = performance.now();
      this.live = purpose;
      this.seconds = 0;
      this.#clock = setInterval(() => {
        this.seconds = Math.floor(this.#at() / 1000);
        // Whoever listens uses the window too: it must not lock in the middle of an account.
        this.#talk.session.touch();
      }, 250);
      if (purpose === "voice-mark") this.#limit = setTimeout(() => void this.stop(), MARK);
      this.#free = this.#talk.session.hold();
      if (this.#section) this.#since = 0;
    } catch (reason) {
      this.#lens.mute();
      if (!(reason instanceof Refused)) this.trouble = Trouble.from(reason);
    } finally {
      this.working = false;
    }
  }

  /** Ends and seals, as cut off where there is a reason, which is told then. Gives the item, or null when nothing was recorded. */
  async stop(why: Trouble | null = null): Promise<string | null> {
    this.#stops += 1;
    const recording = this.#recording;
    if (!recording) {
      if (!this.live) this.#lens.mute();
      await Promise.all([this.#beginning, this.#ending]);
      return null;
    }
    const ending = this.#end(recording, why);
    this.#ending = ending;
    return ending;
  }

  async #end(recording: Recording, why: Trouble | null): Promise<string> {
    const section = this.#section;
    // What was heard is tied while the sound is being sealed: a vault that does not answer must not keep it open.
    const tied = this.leave();
    this.#recording = null;
    this.working = true;
    const purpose = this.live;
    try {
      const sealing = recording.end(why !== null);
      // However long the seal takes: nothing is heard any more, and the way is free.
      this.#lens.mute();
      this.#free();
      await sealing;
      this.trouble = why ?? this.trouble;
      if (purpose === "voice-mark") {
        const blob = new Blob(this.#pieces as BlobPart[], { type: "audio/webm" });
        this.again = { item: recording.item, url: URL.createObjectURL(blob) };
      }
    } catch (reason) {
      this.trouble = Trouble.from(reason);
    } finally {
      this.#ended();
      this.#section = section;
      this.working = false;
    }
    await tied;
    return recording.item;
  }

  /** The section that is open from now on: what is heard belongs to it. */
  async enter(section: SectionKind): Promise<void> {
    if (this.#section === section) return;
    await this.leave();
    this.#section = section;
    this.#since = this.#at();
  }

  /** No section is open: what was heard is tied to the one that was. */
  async leave(): Promise<void> {
    const section = this.#section;
    this.#section = null;
    if (!section || this.live !== "interview" || !this.#recording) return;
    const stretch: AudioRange = { item: this.#recording.item, from_ms: Math.floor(this.#since), to_ms: Math.floor(this.#at()) };
    if (stretch.to_ms - stretch.from_ms < SLIP) return;
    const found = this.#talk.draft.sections.find((s) => s.section === section);
    // What was read back or withdrawn takes nothing more.
    if (found && found.read_back !== "not-read") return;
    await this.#talk.change({ change: "audio", section, audio: [...(found?.audio ?? []), stretch] });
  }

  /** Lets go of what could be heard again. */
  forget(): void {
    if (this.again) URL.revokeObjectURL(this.again.url);
    this.again = null;
    this.#pieces = [];
  }

  #at(): number {
    return this.live ? performance.now() - this.#began : 0;
  }

  /** A recording of this interview begins by its rules; its bytes go the way of every other. */
  #bridge(purpose: Purpose): CaptureBridge {
    const { bridge } = this.#talk.session;
    return {
      ...bridge,
      recordingBegin: async (name, mediaType) => {
        await this.#talk.ask(() => bridge.testimonyRecord(purpose, name, mediaType));
        if (this.#talk.trouble) throw this.#talk.trouble;
        const item = this.#talk.now.recording;
        if (!item) throw new Refused();
        return item;
      },
      recordingPush: (item, bytes) => {
        if (purpose === "voice-mark") this.#pieces.push(bytes.slice());
        return bridge.recordingPush(item, bytes);
      },
    };
  }

  #broke(reason: unknown): void {
    const [recording, section] = [this.#recording, this.#section];
    void this.leave();
    this.#recording = null;
    this.#ended();
    this.#section = section;
    this.trouble = Trouble.from(reason);
    // What an encoder or the microphone leaves is closed as cut off; where the core failed, the next start does it.
    const core = reason instanceof Trouble && reason.code !== "microphone-lost";
    if (!recording || core) return;
    this.#ending = recording.end(true).catch((why: unknown) => (this.trouble = Trouble.from(why)));
  }

  #ended(): void {
    clearInterval(this.#clock);
    clearTimeout(this.#limit);
    this.live = null;
    this.quiet = false;
    this.#free();
    this.#lens.mute();
  }
}

/** The core said no, and the interview says why. */
class Refused extends Error {}
