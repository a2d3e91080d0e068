// Cameras, microphones and a recorder for tests: a test decides when tracks end and when answers come.
import type { SealedView } from "../bridge/types";

export class FakeTrack extends EventTarget {
  /** True once the code under test has stopped the track. */
  stopped = false;
  /** True once the track has ended without a stop. */
  ended = false;
  /** True while the system withholds its output. */
  muted = false;

  stop(): void {
    this.stopped = true;
  }

  /** Ends without a stop, as when a device is pulled out or taken by a call. */
  end(): void {
    this.ended = true;
    this.dispatchEvent(new Event("ended"));
  }

  /** Withholds the device, as during a call, or returns it. */
  withhold(muted = true): void {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? "mute" : "unmute"));
  }
}

export interface Devices {
  /** Every track that was opened, in order. */
  readonly cameras: FakeTrack[];
  readonly microphones: FakeTrack[];
  /** Whether the system withholds devices that open from now on. */
  withheld: boolean;
  /** Delays openings until the returned function is called. */
  hold(): () => void;
}

/** Gives the page a microphone and, by default, a camera. */
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

/** A recording that encodes no media. */
export class FakeRecording {
  readonly item = "0a".repeat(16);
  failed: (reason: unknown) => void = () => undefined;
  silent: () => void = () => undefined;
  heard: (sound: boolean) => void = () => undefined;
  /** The loudness, from 0 to 1. */
  level = 0;
  /** Milliseconds for which the core owes an answer. */
  waits = 0;
  /** Each call of `end`: cut off or not. */
  readonly ended: boolean[] = [];
  /** The error of `end`, if it fails. */
  refusal: unknown = null;

  end(cutOff = false): Promise<SealedView> {
    this.ended.push(cutOff);
    if (this.refusal) return Promise.reject(this.refusal);
    return Promise.resolve({ item: this.item, claimedAt: null, parts: 1, bytes: 1, interrupted: cutOff, changed: false });
  }
}
