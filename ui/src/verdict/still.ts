// Makes a small picture of a photo on the page and keeps no copy: the report shows it if its maker wishes.
import { type Read, shapeOf, whole } from "../player/player";

/** Longest side, in pixels. */
const SIDE = 320;
/** Largest photo that is drawn, in bytes. */
const MAX_PHOTO = 64 * 1024 * 1024;

/** Returns an address of a small picture; null for a file that is no picture, or that cannot be drawn here. */
export async function still(read: Read, size: number, mediaType: string | null, signal: AbortSignal): Promise<string | null> {
  if (mediaType === null || shapeOf(mediaType) !== "picture" || size === 0 || size > MAX_PHOTO) return null;
  const address = await whole(read, size, mediaType, () => undefined, signal);
  try {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    const scale = Math.min(1, SIDE / Math.max(picture.naturalWidth, picture.naturalHeight, 1));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.naturalWidth * scale));
    canvas.height = Math.max(1, Math.round(picture.naturalHeight * scale));
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const small = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
    return small ? URL.createObjectURL(small) : null;
  } catch {
    // A file that calls itself a picture may be none.
    return null;
  } finally {
    URL.revokeObjectURL(address);
  }
}
