// Reads the invitation from chosen files: its text, or pictures of its codes.
import { type Bridge, Trouble } from "../bridge/bridge";
import { drawn, type Picture } from "../widgets/pictures";

/** Largest drawn picture, in bytes. */
const MAX_PICTURE = 32 * 1024 * 1024;

/**
 * Returns the invitation's text, or null without a file. Throws `file-too-large` above `limit` bytes,
 * `file-unreadable`, and for pictures `picture-without-code`, `invitation-unsupported`, or `codes-missing` if they show
 * only some of the codes.
 */
export async function chosen(input: HTMLInputElement, limit: number, bridge: Bridge, draw: (file: Blob) => Promise<Picture> = drawn): Promise<string | null> {
  const files = [...(input.files ?? [])];
  // Allows the same file to be chosen again after a correction.
  input.value = "";
  const [file] = files;
  if (!file) return null;
  if (isPicture(file)) return inPictures(files.filter(isPicture), bridge, draw);
  if (file.size > limit) throw new Trouble("file-too-large");
  return file.text().catch(() => {
    throw new Trouble("file-unreadable");
  });
}

const isDrawing = (file: File): boolean => file.type === "image/svg+xml" || /\.svg$/i.test(file.name ?? "");
const isPicture = (file: File): boolean => file.type?.startsWith("image/") || /\.(png|jpe?g|webp|svg)$/i.test(file.name ?? "");

/** Reads the codes of pictures in any order, as from the camera. */
async function inPictures(files: readonly File[], bridge: Bridge, draw: (file: Blob) => Promise<Picture>): Promise<string> {
  await bridge.scanBegin();
  let some = false;
  for (const file of files) {
    if (file.size > MAX_PICTURE) throw new Trouble("file-too-large");
    for (const one of await stills(file)) {
      const invitation = await look(one);
      if (invitation !== null) return invitation;
    }
  }
  throw new Trouble(some ? "codes-missing" : "picture-without-code");

  async function look(file: Blob): Promise<string | null> {
    const picture = await draw(file).catch(() => {
      throw new Trouble("file-unreadable");
    });
    const view = await bridge.scanLook(picture.width, picture.luma);
    if (view.invitation === null && view.state === "newer") throw new Trouble("invitation-unsupported");
    some ||= view.state === "some";
    return view.invitation;
  }
}

/** Most codes in one animated picture. */
const MAX_STILLS = 64;

/**
 * Returns the pictures of an animation as `org invite --qr` writes it; any other file is returned alone. Parsing and
 * drawing run no script.
 */
async function stills(file: File): Promise<readonly Blob[]> {
  if (!isDrawing(file)) return [file];
  const text = await file.text().catch(() => "");
  const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  const moving = [...root.children].flatMap((one) => (one.localName === "g" ? [...one.children].filter((inner) => inner.localName === "svg") : []));
  if (moving.length === 0 || moving.length > MAX_STILLS) return [file];
  return moving.map((one) => {
    // Without its frame the picture lacks a size.
    for (const side of ["width", "height"]) one.setAttribute(side, "1000");
    return new Blob([new XMLSerializer().serializeToString(one)], { type: "image/svg+xml" });
  });
}
