// The camera and the microphone of the webview: requests them, sees losses and withholding, and requests them again.
// Owns the streams and names the obstacle by one of our codes; never keeps a picture.
import type { WindowCode } from "../bridge/bridge";

export type Facing = "environment" | "user";

/** The lens waits for its camera, has it, or has none. */
export type LensState = "asking" | "ready" | "dark";

const WANTED: MediaTrackConstraints = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } };

/** Constraints for paper: the largest picture, so that small figures stay readable. */
export const PAPER: MediaTrackConstraints = { width: { ideal: 4096 }, height: { ideal: 3072 } };

export type Device = "camera" | "microphone";

/** How long the return of a device is shown, in ms. */
const BACK = 6_000;

export class Lens {
  state: LensState = $state("asking");
  /** The obstacles to the camera and to the microphone. */
  camera: WindowCode | null = $state(null);
  microphone: WindowCode | null = $state(null);
  video: MediaStream | null = $state.raw(null);
  audio: MediaStream | null = null;
  facing: Facing = "environment";
  /**
   * Devices that the system withholds at present, as for a call or by a privacy switch: the track continues, black or
   * silent.
   */
  withheld: Readonly<Record<Device, boolean>> = $state.raw({ camera: false, microphone: false });
  /** The device that has just come back after it was withheld. */
  back: Device | null = $state(null);
  /** Called when a track in use ends without our request. */
  lost: (what: Device) => void = () => undefined;
  /** Called when the system begins to withhold a device. */
  taken: (what: Device) => void = () => undefined;
  readonly #wanted: MediaTrackConstraints;
  /** Increased when the camera or the microphone is released: a request that began earlier is then unwanted. */
  #cameras = 0;
  #microphones = 0;
  #opening: Promise<void> | null = null;
  #said: ReturnType<typeof setTimeout> | undefined;

  constructor(wanted: MediaTrackConstraints = WANTED) {
    this.#wanted = wanted;
  }

  /** True if both the camera and the microphone are missing. */
  get none(): boolean {
    return this.camera === "camera-missing" && this.microphone === "microphone-missing";
  }

  /** Opens the camera, unless it is open. */
  open(): Promise<void> {
    if (this.video) return Promise.resolve();
    this.#opening ??= this.#open();
    return this.#opening;
  }

  async #open(): Promise<void> {
    const turn = this.#cameras;
    this.state = "asking";
    this.camera = null;
    try {
      const stream = await media().getUserMedia({ video: { ...this.#wanted, facingMode: this.facing } });
      // The screen may have closed during the request: the camera's light must not stay on.
      if (turn !== this.#cameras) return end(stream);
      this.watch(stream, "camera");
      this.video = stream;
      this.state = "ready";
    } catch (reason) {
      if (turn !== this.#cameras) return;
      this.camera = codeOf(reason, "camera");
      this.state = "dark";
      if (this.camera === "camera-missing") {
        const none = await noMicrophone();
        if (turn !== this.#cameras) return;
        if (none) this.microphone ??= "microphone-missing";
        else if (this.microphone === "microphone-missing") this.microphone = null;
      }
    }
    this.#opening = null;
  }

  /** Opens the microphone unless it is open. Returns its stream, or null after it set the obstacle. */
  async listen(): Promise<MediaStream | null> {
    if (this.audio) return this.audio;
    const turn = this.#microphones;
    this.microphone = null;
    try {
      // Evidence needs the original sound, without a call's filters.
      const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
      const stream = await media().getUserMedia({ audio: plain });
      if (turn !== this.#microphones) {
        end(stream);
        return null;
      }
      this.watch(stream, "microphone");
      this.audio = stream;
      return stream;
    } catch (reason) {
      if (turn === this.#microphones) this.microphone = codeOf(reason, "microphone");
      return null;
    }
  }

  /** Releases the microphone: its light must not burn while no recording runs. */
  mute(): void {
    this.#microphones += 1;
    end(this.audio);
    this.audio = null;
    this.#gone("microphone");
  }

  /** Releases all devices. */
  close(): void {
    this.mute();
    this.#cameras += 1;
    this.#opening = null;
    end(this.video);
    this.video = null;
    this.#gone("camera");
    this.state = "dark";
  }

  private watch(stream: MediaStream, what: Device): void {
    // A released stream may still fire events.
    const ours = (): boolean => stream === (what === "camera" ? this.video : this.audio);
    for (const track of stream.getTracks()) {
      if (track.muted) this.#withhold(what, true);
      track.addEventListener("mute", () => ours() && this.#withhold(what, true));
      track.addEventListener("unmute", () => ours() && this.#withhold(what, false));
      track.addEventListener("ended", () => {
        if (!ours()) return;
        if (what === "camera") {
          this.video = null;
          this.camera = "camera-lost";
          this.state = "dark";
        } else {
          this.audio = null;
          this.microphone = "microphone-lost";
        }
        this.#gone(what);
        this.lost(what);
      });
    }
  }

  #withhold(what: Device, withheld: boolean): void {
    const back = this.withheld[what] && !withheld;
    this.withheld = { ...this.withheld, [what]: withheld };
    clearTimeout(this.#said);
    // If this recording gave up its sound, the microphone's return does not bring it back.
    this.back = back && this[what] === null ? what : null;
    if (withheld) this.taken(what);
    if (this.back) this.#said = setTimeout(() => (this.back = null), BACK);
  }

  /** A device that is not open is not withheld either. */
  #gone(what: Device): void {
    if (this.withheld[what]) this.withheld = { ...this.withheld, [what]: false };
    if (this.back === what) this.back = null;
  }
}

function media(): MediaDevices {
  // Absent if the page is not trusted or the webview has none.
  if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("no devices", "NotFoundError");
  return navigator.mediaDevices;
}

/** Returns true if the device's list has no microphone. Requests no device, so no light burns. */
async function noMicrophone(): Promise<boolean> {
  const here = navigator.mediaDevices as Partial<MediaDevices> | undefined;
  if (!here) return true;
  const list = await here.enumerateDevices?.().catch(() => null);
  return list ? !list.some(({ kind }) => kind === "audioinput") : false;
}

function end(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

function codeOf(reason: unknown, what: Device): WindowCode {
  const name = reason instanceof Error || reason instanceof DOMException ? reason.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return `${what}-refused`;
  if (name === "NotReadableError" || name === "AbortError" || name === "TrackStartError") return `${what}-lost`;
  return `${what}-missing`;
}
