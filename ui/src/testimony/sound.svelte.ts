// The sound of an interview: recorded only with the core's permission, and tied to the sections that were open
// meanwhile. A few seconds of agreement can be played from memory while the screen is open; the account never can.
import type { Trouble } from "../bridge/bridge";
import type { CaptureBridge } from "../bridge/capture";
import type { AudioRange, Purpose, SealedView, SectionKind } from "../bridge/types";
import { Lens } from "../capture/lens.svelte";
import { Live, Told } from "../capture/live.svelte";
import type { Talk } from "./talk.svelte";

/** Longest recording of an agreement, in ms. */
const MARK = 12_000;
/** Length below which a stretch is a slip of the finger, in ms. */
const SLIP = 400;

export class Sound {
  /** The last agreement, for playing; its address lives as long as the screen. */
  again: { item: string; url: string } | null = $state.raw(null);
  readonly #talk: Talk;
  readonly #lens = new Lens();
  readonly #live: Live<Purpose>;
  /** The last agreement that began, and its bytes so far. */
  #mark: { readonly item: string; readonly pieces: BlobPart[] } | null = $state.raw(null);
  #section: SectionKind | null = null;
  #since = 0;
  /** Settles once the last stretch is tied to its section. */
  #tied: Promise<void> = Promise.resolve();
  #limit: ReturnType<typeof setTimeout> | undefined;

  constructor(talk: Talk) {
    this.#talk = talk;
    this.#live = new Live(talk.session, this.#lens, {
      begun: (purpose) => {
        if (purpose === "voice-mark") this.#limit = setTimeout(() => void this.stop(), MARK);
        this.#since = 0;
      },
      // Listening is use of the window too: it must not lock during an account.
      goes: () => this.#talk.session.touch(),
      ends: () => {
        clearTimeout(this.#limit);
        // Tie the stretch during the seal: an unresponsive vault must not keep the recording open.
        this.#tied = this.#tie();
      },
      sealed: (sealed, purpose) => purpose === "voice-mark" && this.#keep(sealed),
      // An agreement that is confirmed late is not used: the request to record it again stays.
      late: (_, purpose) => purpose === "interview",
    });
  }

  /** The purpose of the current recording. */
  get live(): Purpose | null {
    return this.#live.kind;
  }
  /** True while the recording begins or ends. */
  get working(): boolean {
    return this.#live.working;
  }
  /** True while the microphone returns only silence. */
  get quiet(): boolean {
    return this.#live.quiet;
  }
  /** True while the system withholds the microphone. */
  get withheld(): boolean {
    return this.#lens.withheld.microphone;
  }
  /** True when the microphone has just come back. */
  get back(): boolean {
    return this.#lens.back === "microphone";
  }
  /** True while the core takes in no bytes of the recording. */
  get stalled(): boolean {
    return this.#live.stalled;
  }
  /** Seconds of the recording. */
  get seconds(): number {
    return this.#live.seconds;
  }
  get trouble(): Trouble | null {
    return this.#live.trouble;
  }
  /** Returns true while this voice is being recorded or was just sealed here, so that it was not cut off. */
  follows(item: string): boolean {
    return this.#mark?.item === item && this.trouble === null;
  }
  /** The item of the current recording, or null. */
  get item(): string | null {
    return this.#live.item;
  }

  /** Begins, unless the person has not agreed, which the core checks again. `field`: the answer that a voice is for. */
  async begin(purpose: Purpose, field: string | null = null): Promise<void> {
    const { offer } = this.#talk.now;
    // The microphone opens only after the person has agreed.
    if (this.live || this.working || !(purpose === "interview" ? offer.may_record : offer.may_record_voice_mark)) return;
    this.forget();
    await this.#live.begin({ kind: purpose, picture: null, bridge: this.#bridge(purpose, field) });
  }

  /** Ends and seals. Returns the item, or null without a recording. */
  async stop(): Promise<string | null> {
    const item = await this.#live.stop();
    await this.#tied;
    return item;
  }

  /** Ties the sound so far to the previous section, and opens `section`. */
  async enter(section: SectionKind): Promise<void> {
    if (this.#section === section) return;
    await this.leave();
    this.#section = section;
    this.#since = this.#live.elapsed;
  }

  /** Ties the sound so far to the open section, and closes that. */
  leave(): Promise<void> {
    const tied = this.#tie();
    this.#section = null;
    return tied;
  }

  /** Ties the sound since the opening of the section to this section. */
  async #tie(): Promise<void> {
    const [section, item] = [this.#section, this.item];
    if (!section || !item || this.live !== "interview") return;
    const stretch: AudioRange = { item, from_ms: Math.floor(this.#since), to_ms: Math.floor(this.#live.elapsed) };
    if (stretch.to_ms - stretch.from_ms < SLIP) return;
    const found = this.#talk.draft.sections.find((s) => s.section === section);
    // A section that was read back or withdrawn takes no more sound.
    if (found && found.read_back !== "not-read") return;
    await this.#talk.change({ change: "audio", section, audio: [...(found?.audio ?? []), stretch] });
  }

  /** Releases the last agreement. */
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

  /** Returns a bridge on which a recording begins by the interview's rules; its bytes take the usual way. */
  #bridge(purpose: Purpose, field: string | null): CaptureBridge {
    const { bridge } = this.#talk.session;
    return {
      ...bridge,
      recordingBegin: async (name, mediaType) => {
        await this.#talk.ask(() => bridge.testimonyRecord(purpose, name, mediaType, field));
        if (this.#talk.trouble) throw this.#talk.trouble;
        const item = this.#talk.now.recording;
        // The core refused, and the interview shows the reason.
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
