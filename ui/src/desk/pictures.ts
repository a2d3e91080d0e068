// Pictures in memory: small ones for the list, whole ones for the reader's item and its neighbours. Releases the
// address of a dropped picture.
import type { Bridge } from "../bridge/bridge";
import type { MediumView } from "../bridge/types";
import { shapeOf, whole } from "../player/player";
import { Kept } from "./kept";

const MB = 1024 * 1024;
/** Together at most 64 MB of fetched bytes. */
const SMALL_MOST = 16 * MB;
const WHOLE_MOST = 48 * MB;
/** Most whole pictures: the engine keeps a decoded copy of each. */
const WHOLE_COUNT = 8;
/** Most bytes of a picture that is fetched ahead of the reader. */
const AHEAD_MOST = 24 * MB;

/** A picture that is ready to be drawn. */
export interface Picture {
  readonly address: string;
  readonly image: HTMLImageElement;
}

/** The engine cannot draw the picture. */
export class Undrawable extends Error {}

export class Pictures {
  readonly #bridge: Bridge;
  readonly #small = new Kept<string>(SMALL_MOST, (address) => address && URL.revokeObjectURL(address));
  readonly #whole = new Kept<Picture>(WHOLE_MOST, ({ address, image }) => {
    URL.revokeObjectURL(address);
    // A picture that is still on the page stays there.
    if (!image.isConnected) image.removeAttribute("src");
  });

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** Returns the address of a small picture in memory; empty if the item has none, undefined if it is not fetched. */
  smallHere = (item: string): string | undefined => this.#small.get(item);

  small = (item: string): Promise<string> =>
    this.#small.ask(item, async () => {
      const bytes = await this.#bridge.thumbnail(item);
      const value = bytes.length === 0 ? "" : URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: "image/jpeg" }));
      return { value, cost: Math.max(1, bytes.length) };
    });

  /** Returns a whole picture in memory. */
  here = (item: string, place: number): Picture | undefined => this.#whole.get(keyOf(item, place));

  /** Fetches and decodes the whole picture. Rejects with `Undrawable` if the engine cannot draw it. */
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

  /** Fetches the first picture of an item that the reader will probably open next. */
  ahead = async (item: string, media: readonly MediumView[]): Promise<void> => {
    const first = media[0];
    if (first && shapeOf(first.mediaType) === "picture" && first.missing.length === 0 && first.bytes <= AHEAD_MOST) await this.whole(item, 0, first);
  };

  /** Keeps all pictures of the reader's item in memory. */
  look = (item: string | null, media: readonly MediumView[]): void => this.#whole.pin(item === null ? [] : media.map((_, place) => keyOf(item, place)));

  forget(): void {
    this.#small.clear();
    this.#whole.clear();
  }
}

const keyOf = (item: string, place: number): string => `${item}/${place}`;
