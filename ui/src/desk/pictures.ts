// Pictures in memory: small ones for the list, whole ones for the item that is looked at and its neighbours. Addresses are
// given back when a picture goes.
import type { Bridge } from "../bridge/bridge";
import type { MediumView } from "../bridge/types";
import { shapeOf, whole } from "../office/player";
import { Kept } from "./kept";

const MB = 1024 * 1024;
/** Together at most 64 MB of what was fetched. */
const SMALL_MOST = 16 * MB;
const WHOLE_MOST = 48 * MB;
/** At most this many whole pictures: the engine keeps each one unpacked too. */
const WHOLE_COUNT = 8;
/** Larger ones are not fetched before somebody looks at them. */
const AHEAD_MOST = 24 * MB;

/** A picture that is ready to be drawn. */
export interface Picture {
  readonly address: string;
  readonly image: HTMLImageElement;
}

/** The engine cannot draw it. */
export class Undrawable extends Error {}

export class Pictures {
  readonly #bridge: Bridge;
  readonly #small = new Kept<string>(SMALL_MOST, (address) => address && URL.revokeObjectURL(address));
  readonly #whole = new Kept<Picture>(WHOLE_MOST, ({ address, image }) => {
    URL.revokeObjectURL(address);
    // A picture that still stands on the page stays there.
    if (!image.isConnected) image.removeAttribute("src");
  });

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** Address of a small picture that is here already; empty where there is none to be had. */
  smallHere = (item: string): string | undefined => this.#small.get(item);

  small = (item: string): Promise<string> =>
    this.#small.ask(item, async () => {
      const bytes = await this.#bridge.thumbnail(item);
      const value = bytes.length === 0 ? "" : URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: "image/jpeg" }));
      return { value, cost: Math.max(1, bytes.length) };
    });

  /** A whole picture that is here already. */
  here = (item: string, place: number): Picture | undefined => this.#whole.get(keyOf(item, place));

  /** The whole picture, unpacked. Rejects with `Undrawable` when the engine cannot draw it. */
  whole = (item: string, place: number, medium: MediumView, progress: (bytes: number) => void = () => undefined): Promise<Picture> =>
    this.#whole.ask(keyOf(item, place), async () => {
      const read = (offset: number, length: number): Promise<Uint8Array> => this.#bridge.medium(item, place, offset, length);
      const address = await whole(read, medium.bytes, medium.mediaType ?? "", progress, new AbortController().signal);
      const image = new Image();
      image.draggable = false;
      image.src = address;
      try {
        await image.decode();
      } catch {
        URL.revokeObjectURL(address);
        throw new Undrawable();
      }
      return { value: { address, image }, cost: Math.max(medium.bytes, WHOLE_MOST / WHOLE_COUNT) };
    });

  /** Fetches what will probably be looked at next. */
  ahead = async (item: string, media: readonly MediumView[]): Promise<void> => {
    const first = media[0];
    if (first && shapeOf(first.mediaType) === "picture" && first.missing.length === 0 && first.bytes <= AHEAD_MOST) await this.whole(item, 0, first);
  };

  /** The item that is looked at: none of its pictures goes. */
  look = (item: string | null, media: readonly MediumView[]): void => this.#whole.pin(item === null ? [] : media.map((_, place) => keyOf(item, place)));

  forget(): void {
    this.#small.clear();
    this.#whole.clear();
  }
}

const keyOf = (item: string, place: number): string => `${item}/${place}`;
