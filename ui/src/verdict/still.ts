// A small picture of a photo, made on the page and kept nowhere: the report shows it where its maker wishes.
import { type Read, shapeOf, whole } from "../office/player";

/** Longest side, in pixels. */
const SIDE = 320;
/** Largest photo that is made small, in bytes. */
const MAX_PHOTO = 64 * 1024 * 1024;

/** An address for a small picture; null for what is no picture, or cannot be drawn here. */
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
