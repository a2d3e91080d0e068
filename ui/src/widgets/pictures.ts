// Small grey pictures of what is before the camera, for reading codes.
import { Trouble } from "../bridge/bridge";

export interface Picture {
  readonly width: number;
  /** A byte of brightness for each pixel, row after row. */
  readonly luma: Uint8Array;
}

export interface Pictures {
  /** The picture of this moment; none while the camera wakes up. */
  take(): Picture | null;
  /** Lets the camera go. */
  stop(): void;
}

/** Longest side of a picture, in pixels: enough for a code that fills half of it. */
const SIDE = 960;

/** Opens the camera, the one on the back where there is one. Rejects with a `Trouble`. */
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

function refused(reason: unknown): boolean {
  return reason instanceof DOMException && (reason.name === "NotAllowedError" || reason.name === "SecurityError");
}

/** Brightness by ITU-R BT.601, in whole numbers. */
export function grey(rgba: Uint8ClampedArray): Uint8Array {
  const out = new Uint8Array(rgba.length / 4);
  for (let at = 0, from = 0; at < out.length; at += 1, from += 4) {
    out[at] = ((rgba[from] ?? 0) * 77 + (rgba[from + 1] ?? 0) * 150 + (rgba[from + 2] ?? 0) * 29) >> 8;
  }
  return out;
}
