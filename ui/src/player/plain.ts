// A text file made safe to show: its first part, decoded with a named encoding, with characters that turn or hide words
// made visible.
import { visible } from "../texts/visible";
import type { Read } from "./player";

/** Most bytes shown of a text. */
export const MAX_TEXT = 64 * 1024;

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1251";

export interface Plain {
  /** Lines, safe to show: of the control characters only tabs and line ends are left. */
  readonly lines: string;
  readonly encoding: Encoding;
  /** Number of shown bytes. */
  readonly shown: number;
}

/** Reads the first part of a text of `size` bytes. */
export async function readPlain(read: Read, size: number): Promise<Plain> {
  const wanted = Math.min(size, MAX_TEXT);
  const bytes = new Uint8Array(wanted);
  let at = 0;
  while (at < wanted) {
    const piece = await read(at, wanted - at);
    if (piece.length === 0) break;
    bytes.set(piece.subarray(0, wanted - at), at);
    at += Math.min(piece.length, wanted - at);
  }
  return plain(bytes.subarray(0, at), at < size);
}

/** Decodes a text. `more`: the file continues after these bytes, so that its last character may be cut in two. */
export function plain(bytes: Uint8Array, more: boolean): Plain {
  const marked: Encoding | null = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : null;
  for (const encoding of marked ? [marked] : (["utf-8"] as const)) {
    const text = decoded(bytes, encoding, more);
    if (text !== null) return { lines: shownLines(text), encoding, shown: bytes.length };
  }
  // The Cyrillic encoding of old Windows, in which every byte is valid.
  return { lines: shownLines(decoded(bytes, "windows-1251", more) ?? ""), encoding: "windows-1251", shown: bytes.length };
}

function decoded(bytes: Uint8Array, encoding: Encoding, more: boolean): string | null {
  try {
    return new TextDecoder(encoding, { fatal: encoding !== "windows-1251" }).decode(bytes, { stream: more });
  } catch {
    return null;
  }
}

function shownLines(text: string): string {
  return text
    .split(/\r\n|\n/)
    .map((line) => line.split("\t").map(visible).join("\t"))
    .join("\n");
}
