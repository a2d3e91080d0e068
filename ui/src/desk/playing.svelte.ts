// A video or a sound that plays at one press: the press itself unlocks the player, and the fetched medium then plays
// without another press.
import { type Bridge, Trouble } from "../bridge/bridge";
import type { MediumView } from "../bridge/types";
import { feed, feedable, MAX_WHOLE, play, whole } from "../player/player";

/** How long a player may take to read a file before it counts as unable to play it. */
const SILENCE_MS = 8_000;

export class Playing {
  stage: "asked-for" | "loading" | "shown" | "unplayable" = $state("asked-for");
  loaded = $state(0);
  trouble: Trouble | null = $state.raw(null);
  readonly #read: (offset: number, length: number) => Promise<Uint8Array>;
  readonly #medium: MediumView;
  readonly #gone = new AbortController();
  #player: HTMLMediaElement | null = null;
  #address: string | null = null;
  #stop: (() => void) | null = null;

  constructor(bridge: Bridge, item: string, place: number, medium: MediumView) {
    this.#medium = medium;
    this.#read = (offset, length) => bridge.medium(item, place, offset, length);
  }

  /** Plays or pauses; the first press fetches the medium. */
  press = async (player: HTMLMediaElement): Promise<void> => {
    if (this.stage === "loading" || this.stage === "unplayable") return;
    this.#player = player;
    if (this.stage === "shown") {
      if (player.paused) this.#go();
      else player.pause();
      return;
    }
    // Called within the gesture: engines let a player start later only if a person has started it.
    this.#go();
    this.stage = "loading";
    this.trouble = null;
    const type = this.#medium.mediaType ?? "";
    try {
      const fed = feedable(type, await this.#read(0, Math.min(this.#medium.bytes, 1024 * 1024)));
      if (this.#gone.signal.aborted) return;
      if (fed === null) return await this.#together();
      this.#stop = feed(player, fed, this.#read, this.#medium.bytes, (reason) => (reason ? this.#fail(reason) : void this.#together()));
      this.#begin(player);
    } catch (reason) {
      this.#fail(Trouble.from(reason));
    }
  };

  /** Called when the player reports an error. */
  failed = (): void => {
    if (this.#address === null) return;
    this.#release();
    this.stage = "unplayable";
  };

  end = (): void => {
    this.#gone.abort();
    this.#release();
  };

  async #together(): Promise<void> {
    this.#stop?.();
    this.#stop = null;
    if (this.#medium.bytes > MAX_WHOLE) {
      this.stage = "unplayable";
      return;
    }
    this.stage = "loading";
    try {
      // WebKit refuses the type of some files that it plays when it detects the type itself.
      const made = await whole(this.#read, this.#medium.bytes, "", (bytes) => (this.loaded = bytes), this.#gone.signal);
      if (this.#gone.signal.aborted) return URL.revokeObjectURL(made);
      this.#address = made;
      const player = this.#player;
      if (!player) return;
      player.src = made;
      this.#begin(player);
      setTimeout(() => this.#address === made && player.readyState === 0 && this.failed(), SILENCE_MS);
    } catch (reason) {
      this.#fail(Trouble.from(reason));
    }
  }

  #begin(player: HTMLMediaElement): void {
    this.stage = "shown";
    player.addEventListener("canplay", this.#go, { once: true });
    this.#go();
  }

  #go = (): void => {
    play(this.#player);
  };

  #fail(reason: Trouble): void {
    if (this.#gone.signal.aborted) return;
    this.trouble = reason;
    this.stage = "asked-for";
  }

  #release(): void {
    this.#stop?.();
    this.#stop = null;
    this.#player?.pause();
    if (this.#address) URL.revokeObjectURL(this.#address);
    this.#address = null;
  }
}
