// Plays media of the archive, which reach the page as bytes and stay in memory: no address, no file, no port. Long
// video and sound are fed to the player as it plays; other media are assembled first.
import { Trouble } from "../bridge/bridge";

/** Bytes of one request. */
const RANGE = 1024 * 1024;
/** Largest medium that is assembled whole, in bytes. */
export const MAX_WHOLE = 192 * 1024 * 1024;
/** Seconds kept before the playing position when the buffer is full. */
const BEHIND_S = 15;
/** Interval in ms at which a stopped player is checked, and how close before a gap it stops, in seconds. */
const HOLE_MS = 200;
const EDGE_S = 0.05;

export type Read = (offset: number, length: number) => Promise<Uint8Array>;

/** Types that a page may show as a picture. A file that a stranger calls a picture may be anything. */
const PICTURES = new Set(["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"]);

/** Types of files that contain only words, from any program; they are shown as words and never as a page or a table. */
const TEXTS = new Set(["text/plain", "text/csv", "text/tab-separated-values", "text/markdown", "text/x-log", "text/vtt", "application/json", "application/csv", "application/x-subrip"]);
/** Name endings of such files; the archive's search uses the same list (`office/archive/src/texts.rs`). */
const ENDINGS = /\.(txt|text|md|csv|tsv|log|json|srt|vtt)$/i;
/** Unspecific types, and one that some desktops give a table of words: the name then decides. */
const UNTOLD = new Set(["", "application/octet-stream", "application/vnd.ms-excel"]);

export type Shape = "picture" | "video" | "sound" | "text" | "none";

/** Returns how a medium can be shown, by its type, or by its name's ending if the type is unspecific. */
export function shapeOf(mediaType: string | null, name: string | null = null): Shape {
  const type = (mediaType ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (PICTURES.has(type)) return "picture";
  if (type.startsWith("video/")) return "video";
  if (type.startsWith("audio/")) return "sound";
  if (TEXTS.has(type) || (UNTOLD.has(type) && ENDINGS.test(name ?? ""))) return "text";
  return "none";
}

/** Assembles a medium in memory and returns its address; `progress` receives the number of bytes so far. */
export async function whole(read: Read, size: number, mediaType: string, progress: (bytes: number) => void, signal: AbortSignal): Promise<string> {
  const pieces: BlobPart[] = [];
  for (let at = 0; at < size; ) {
    const piece = await read(at, Math.min(RANGE, size - at));
    if (signal.aborted || piece.length === 0) break;
    pieces.push(new Uint8Array(piece));
    at += piece.length;
    progress(at);
  }
  return URL.createObjectURL(new Blob(pieces, { type: mediaType }));
}

/** Returns the type for feeding a player, read from the file itself; null if it cannot be fed. */
export function feedable(mediaType: string, head: Uint8Array): string | null {
  if (typeof MediaSource === "undefined") return null;
  const text = new TextDecoder("latin1").decode(head);
  const kind = mediaType.startsWith("audio/") ? "audio" : "video";
  const type = head[0] === 0x1a && head[1] === 0x45 ? webm(kind, text) : text.includes("moof") ? mp4(kind, head, text) : null;
  return type !== null && MediaSource.isTypeSupported(type) ? type : null;
}

function webm(kind: string, head: string): string {
  const codecs = [
    [/V_VP8/, "vp8"],
    [/V_VP9/, "vp9"],
    [/A_OPUS/, "opus"],
    [/A_VORBIS/, "vorbis"],
  ] as const;
  return typed(kind, "webm", codecs.filter(([id]) => id.test(head)).map(([, codec]) => codec));
}

function mp4(kind: string, head: Uint8Array, text: string): string {
  const codecs: string[] = [];
  const avc = text.indexOf("avcC");
  const hex = (at: number): string => (head[at] ?? 0).toString(16).padStart(2, "0");
  if (avc > 0) codecs.push(`avc1.${hex(avc + 5)}${hex(avc + 6)}${hex(avc + 7)}`);
  if (text.includes("vp09")) codecs.push("vp09.00.10.08");
  if (text.includes("mp4a")) codecs.push("mp4a.40.2");
  if (text.includes("Opus")) codecs.push("opus");
  return typed(kind, "mp4", codecs);
}

function typed(kind: string, container: string, codecs: readonly string[]): string {
  return codecs.length === 0 ? `${kind}/${container}` : `${kind}/${container}; codecs="${codecs.join(",")}"`;
}

/**
 * Feeds `player` from `read` as it plays. Returns the function that ends it. `failed` is called if the player cannot
 * take it.
 */
export function feed(player: HTMLMediaElement, type: string, read: Read, size: number, failed: (trouble: Trouble | null) => void): () => void {
  const source = new MediaSource();
  const address = URL.createObjectURL(source);
  FED.add(player);
  let ended = false;
  let before = -1;
  const watch = setInterval(() => {
    // Only a player that has not moved is at a gap: one that has just begun must not be moved during its beginning.
    if (player.currentTime === before) overHole(player);
    before = player.currentTime;
  }, HOLE_MS);
  const end = (): void => {
    ended = true;
    FED.delete(player);
    clearInterval(watch);
    URL.revokeObjectURL(address);
  };
  source.addEventListener("sourceopen", () => {
    void pour().catch((reason: unknown) => {
      if (!ended) failed(reason instanceof Trouble ? reason : null);
    });
  }, { once: true });
  player.src = address;
  return end;

  async function pour(): Promise<void> {
    const buffer = source.addSourceBuffer(type);
    for (let at = 0; at < size && !ended; ) {
      const piece = await read(at, Math.min(RANGE, size - at));
      if (piece.length === 0 || ended) break;
      await put(buffer, piece);
      at += piece.length;
    }
    if (!ended && source.readyState === "open") source.endOfStream();
  }

  async function put(buffer: SourceBuffer, piece: Uint8Array): Promise<void> {
    for (;;) {
      if (ended) return;
      try {
        buffer.appendBuffer(new Uint8Array(piece));
        return await settled(buffer);
      } catch (reason) {
        if (!(reason instanceof DOMException) || reason.name !== "QuotaExceededError") throw reason;
        // The buffer is full: remove the part played long ago, and wait until more was played.
        const before = player.currentTime - BEHIND_S;
        if (before > 0) {
          buffer.remove(0, before);
          await settled(buffer);
        }
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  }
}

/** Players that are being fed. */
const FED = new WeakSet<HTMLMediaElement>();

/** Moves to a position, or to the first fetched one: an engine waits forever at a position without data. */
export function move(player: HTMLMediaElement, to: number): void {
  const { buffered } = player;
  player.currentTime = FED.has(player) && buffered.length > 0 ? Math.max(to, buffered.start(0)) : to;
}

/**
 * Plays. An ended film restarts at its first frame: the engine itself would seek to zero, where a recording may have no
 * data.
 */
export function play(player: HTMLMediaElement | null): void {
  if (player && FED.has(player) && (player.ended || player.seeking)) move(player, player.ended ? 0 : player.currentTime);
  // If the engine refuses, the controls stay on the screen: a second press plays.
  void player?.play()?.catch(() => undefined);
}

/**
 * Moves over a gap to the next fetched position: a recording may begin after zero and lack frames, and an engine waits
 * in a gap forever.
 */
function overHole(player: HTMLMediaElement): void {
  const { buffered, currentTime } = player;
  // Before these states it knows nothing of the film, and after them it plays.
  if (player.paused || player.seeking || player.readyState < 1 || player.readyState > 2) return;
  for (let n = 0; n < buffered.length; n += 1) {
    if (currentTime >= buffered.end(n) - EDGE_S) continue;
    if (currentTime < buffered.start(n)) player.currentTime = buffered.start(n);
    return;
  }
}

function settled(buffer: SourceBuffer): Promise<void> {
  return new Promise((resolve, reject) => {
    buffer.addEventListener("updateend", () => resolve(), { once: true });
    buffer.addEventListener("error", () => reject(new Error("the player does not take it")), { once: true });
  });
}
