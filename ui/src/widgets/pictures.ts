// Small grey pictures from the camera, for reading codes.
import { Trouble } from "../bridge/bridge";

export interface Picture {
  readonly width: number;
  /** A byte of brightness for each pixel, row after row. */
  readonly luma: Uint8Array;
}

export interface Pictures {
  /** Returns the present picture; null while the camera starts. */
  take(): Picture | null;
  /** Releases the camera. */
  stop(): void;
}

/** Longest side of a picture, in pixels: enough for a code that fills half of it. */
const SIDE = 960;

/** Longest side of a picture from a file, in pixels. A file may show a whole page, and the core refuses larger ones. */
const SIDE_OF_FILE = 2_048;

/** Opens the camera, the one on the back if there is one. Rejects with a `Trouble`. */
export async function pictures(video: HTMLVideoElement): Promise<Pictures> {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) throw new Trouble("camera-missing");
  let stream: MediaStream;
  try {
    const wanted = { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 960 } };
    stream = await devices.getUserMedia({ video: wanted, audio: false });
  } catch (reason) {
    throw new Trouble(refused(reason) ? "camera-refused" : "camera-missing");
  }
  const stop = (): void => {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  const canvas = document.createElement("canvas");
  const paper = canvas.getContext("2d", { willReadFrequently: true });
  if (!paper) {
    stop();
    throw new Trouble("camera-missing");
  }
  video.srcObject = stream;
  try {
    await video.play();
  } catch {
    stop();
    throw new Trouble("camera-lost");
  }
  return {
    stop,
    take() {
      if (!stream.active) throw new Trouble("camera-lost");
      const { videoWidth, videoHeight } = video;
      if (videoWidth === 0 || videoHeight === 0) return null;
      const scale = Math.min(1, SIDE / Math.max(videoWidth, videoHeight));
      canvas.width = Math.round(videoWidth * scale);
      canvas.height = Math.round(videoHeight * scale);
      paper.drawImage(video, 0, 0, canvas.width, canvas.height);
      const { data, width } = paper.getImageData(0, 0, canvas.width, canvas.height);
      return { width, luma: grey(data) };
    },
  };
}

/** Returns a picture from a file, drawn as large as codes need it. Rejects if the file is no picture. */
export async function drawn(file: Blob): Promise<Picture> {
  const address = URL.createObjectURL(file);
  try {
    const image = Object.assign(new Image(), { src: address });
    await image.decode();
    // A vector drawing has no size of its own, so it is drawn large.
    const scale = SIDE_OF_FILE / Math.max(image.naturalWidth, image.naturalHeight, 1);
    const to = file.type === "image/svg+xml" ? scale : Math.min(1, scale);
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.max(1, Math.round(image.naturalWidth * to)), height: Math.max(1, Math.round(image.naturalHeight * to)) });
    const paper = canvas.getContext("2d", { willReadFrequently: true });
    if (!paper) throw new Trouble("file-unreadable");
    paper.fillStyle = "#fff";
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(image, 0, 0, canvas.width, canvas.height);
    return { width: canvas.width, luma: grey(paper.getImageData(0, 0, canvas.width, canvas.height).data) };
  } finally {
    URL.revokeObjectURL(address);
  }
}

function refused(reason: unknown): boolean {
  return reason instanceof DOMException && (reason.name === "NotAllowedError" || reason.name === "SecurityError");
}

/** Returns the brightness by ITU-R BT.601, in whole numbers. */
export function grey(rgba: Uint8ClampedArray): Uint8Array {
  const out = new Uint8Array(rgba.length / 4);
  for (let at = 0, from = 0; at < out.length; at += 1, from += 4) {
    out[at] = ((rgba[from] ?? 0) * 77 + (rgba[from + 1] ?? 0) * 150 + (rgba[from + 2] ?? 0) * 29) >> 8;
  }
  return out;
}
