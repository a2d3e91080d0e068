// Cameras, microphones and a recorder for tests: tracks that end when a test says so, and answers that come when it does.
import type { SealedView } from "../bridge/types";

export class FakeTrack extends EventTarget {
  /** True once somebody has let it go. */
  stopped = false;
  /** True once it has ended by itself. */
  ended = false;
  /** True while the system withholds what it would give. */
  muted = false;

  stop(): void {
    this.stopped = true;
  }

  /** Ends by itself, as when a device is pulled out or taken by a call. */
  end(): void {
    this.ended = true;
    this.dispatchEvent(new Event("ended"));
  }

  /** The system withholds it, as during a call, or gives it back. */
  withhold(muted = true): void {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? "mute" : "unmute"));
  }
}

export interface Devices {
  /** Every track that was given, in order. */
  readonly cameras: FakeTrack[];
  readonly microphones: FakeTrack[];
  /** Whether the system withholds what is opened from now on. */
  withheld: boolean;
  /** From now on devices are being opened until what it gives is called. */
  hold(): () => void;
}

/** Gives the page a microphone and, unless told otherwise, a camera. */
export function devices(camera = true): Devices {
  const [cameras, microphones]: [FakeTrack[], FakeTrack[]] = [[], []];
  let gate: Promise<void> = Promise.resolve();
  const getUserMedia = async (wanted: MediaStreamConstraints): Promise<MediaStream> => {
    await gate;
    if (wanted.video && !camera) throw new DOMException("no camera", "NotFoundError");
    const track = new FakeTrack();
    track.muted = given.withheld;
    (wanted.video ? cameras : microphones).push(track);
    return { getTracks: () => [track], active: true } as unknown as MediaStream;
  };
  Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia }, configurable: true });
  const given: Devices = {
    cameras,
    microphones,
    withheld: false,
    hold() {
      let release: () => void = () => undefined;
      gate = new Promise((open) => (release = open));
      return release;
    },
  };
  return given;
}

/** A recording that encodes nothing. */
export class FakeRecording {
  readonly item = "0a".repeat(16);
  failed: (reason: unknown) => void = () => undefined;
  silent: () => void = () => undefined;
  heard: (sound: boolean) => void = () => undefined;
  /** How loud it is, from 0 to 1. */
  level = 0;
  /** Milliseconds for which the core has not answered. */
  waits = 0;
  /** How it was ended, each time: cut off or not. */
  readonly ended: boolean[] = [];
  /** The error of `end`, if it fails. */
  refusal: unknown = null;

  end(cutOff = false): Promise<SealedView> {
    this.ended.push(cutOff);
    if (this.refusal) return Promise.reject(this.refusal);
    return Promise.resolve({ item: this.item, claimedAt: null, parts: 1, bytes: 1, interrupted: cutOff, changed: false });
  }
}
