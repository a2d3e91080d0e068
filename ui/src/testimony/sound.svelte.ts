// The sound of an interview: recorded only where the core lets it begin, tied to the sections that were open meanwhile.
// A few seconds of agreeing can be heard again from memory while the screen is open; the account never can.
import type { Trouble } from "../bridge/bridge";
import type { CaptureBridge } from "../bridge/capture";
import type { AudioRange, Purpose, SealedView, SectionKind } from "../bridge/types";
import { Lens } from "../capture/lens.svelte";
import { Live, Told } from "../capture/live.svelte";
import type { Talk } from "./talk.svelte";

/** Longest recording of a person agreeing, in ms. */
const MARK = 12_000;
/** A stretch shorter than this is a slip of the finger, in ms. */
const SLIP = 400;

export class Sound {
  /** The last few seconds of agreeing, to be heard again; its address lives as long as the screen. */
  again: { item: string; url: string } | null = $state.raw(null);
  readonly #talk: Talk;
  readonly #lens = new Lens();
  readonly #live: Live<Purpose>;
  /** The agreeing that was begun last, and what was heard of it. */
  #mark: { readonly item: string; readonly pieces: BlobPart[] } | null = $state.raw(null);
  #section: SectionKind | null = null;
  #since = 0;
  /** Settles once what was heard last is tied to its section. */
  #tied: Promise<void> = Promise.resolve();
  #limit: ReturnType<typeof setTimeout> | undefined;

  constructor(talk: Talk) {
    this.#talk = talk;
    this.#live = new Live(talk.session, this.#lens, {
      begun: (purpose) => {
        if (purpose === "voice-mark") this.#limit = setTimeout(() => void this.stop(), MARK);
        this.#since = 0;
      },
      // A person who listens uses the window too: it must not lock in the middle of an account.
      goes: () => this.#talk.session.touch(),
      ends: () => {
        clearTimeout(this.#limit);
        // The stretch heard is tied while the sound is being sealed: a vault that does not answer must not keep it open.
        this.#tied = this.#tie();
      },
      sealed: (sealed, purpose) => purpose === "voice-mark" && this.#keep(sealed),
      // Agreeing that was not confirmed in time stands nowhere: that it is recorded again stays told.
      late: (_, purpose) => purpose === "interview",
    });
  }

  /** The purpose of the recording that goes on. */
  get live(): Purpose | null {
    return this.#live.kind;
  }
  /** True while it begins or ends. */
  get working(): boolean {
    return this.#live.working;
  }
  /** True while the microphone gives nothing but silence. */
  get quiet(): boolean {
    return this.#live.quiet;
  }
  /** True while the system withholds the microphone, and when it has just come back. */
  get withheld(): boolean {
    return this.#lens.withheld.microphone;
  }
  get back(): boolean {
    return this.#lens.back === "microphone";
  }
  /** True while what is recorded is not taken in. */
  get stalled(): boolean {
    return this.#live.stalled;
  }
  /** Seconds of it. */
  get seconds(): number {
    return this.#live.seconds;
  }
  get trouble(): Trouble | null {
    return this.#live.trouble;
  }
  /** True while that voice is recorded or was just sealed here: nothing cut it off. */
  follows(item: string): boolean {
    return this.#mark?.item === item && this.trouble === null;
  }
  /** The recording that goes on, or null. */
  get item(): string | null {
    return this.#live.item;
  }

  /** Begins. The core refuses where the person has not agreed. `field`: the answer that a voice is for. */
  async begin(purpose: Purpose, field: string | null = null): Promise<void> {
    const { offer } = this.#talk.now;
    // The microphone is not even opened before the person agreed; the core refuses once more.
    if (this.live || this.working || !(purpose === "interview" ? offer.may_record : offer.may_record_voice_mark)) return;
    this.forget();
    await this.#live.begin({ kind: purpose, picture: null, bridge: this.#bridge(purpose, field) });
  }

  /** Ends and seals. Gives the item, or null when nothing was recorded. */
  async stop(): Promise<string | null> {
    const item = await this.#live.stop();
    await this.#tied;
    return item;
  }

  /** The section that is open from now on: what is heard belongs to it. */
  async enter(section: SectionKind): Promise<void> {
    if (this.#section === section) return;
    await this.leave();
    this.#section = section;
    this.#since = this.#live.elapsed;
  }

  /** No section is open: what was heard is tied to the one that was. */
  leave(): Promise<void> {
    const tied = this.#tie();
    this.#section = null;
    return tied;
  }

  /** Ties what was heard since the section was opened to it. */
  async #tie(): Promise<void> {
    const [section, item] = [this.#section, this.item];
    if (!section || !item || this.live !== "interview") return;
    const stretch: AudioRange = { item, from_ms: Math.floor(this.#since), to_ms: Math.floor(this.#live.elapsed) };
    if (stretch.to_ms - stretch.from_ms < SLIP) return;
    const found = this.#talk.draft.sections.find((s) => s.section === section);
    // A section that was read back or withdrawn takes nothing more.
    if (found && found.read_back !== "not-read") return;
    await this.#talk.change({ change: "audio", section, audio: [...(found?.audio ?? []), stretch] });
  }

  /** Lets go of what could be heard again. */
  forget(): void {
    if (this.again) URL.revokeObjectURL(this.again.url);
    this.again = null;
    this.#mark = null;
  }

  #keep({ item }: SealedView): void {
    if (this.#mark?.item !== item) return;
    const blob = new Blob(this.#mark.pieces, { type: "audio/webm" });
    this.again = { item, url: URL.createObjectURL(blob) };
  }

  /** A recording of this interview begins by its rules; its bytes go the way of every other. */
  #bridge(purpose: Purpose, field: string | null): CaptureBridge {
    const { bridge } = this.#talk.session;
    return {
      ...bridge,
      recordingBegin: async (name, mediaType) => {
        await this.#talk.ask(() => bridge.testimonyRecord(purpose, name, mediaType, field));
        if (this.#talk.trouble) throw this.#talk.trouble;
        const item = this.#talk.now.recording;
        // The core said no, and the interview says why.
        if (!item) throw new Told();
        if (purpose === "voice-mark") this.#mark = { item, pieces: [] };
        return item;
      },
      recordingPush: (item, bytes) => {
        if (this.#mark?.item === item) this.#mark.pieces.push(bytes.slice());
        return bridge.recordingPush(item, bytes);
      },
    };
  }
}
