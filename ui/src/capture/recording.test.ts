import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fake, type FakeCore, home } from "../bridge/fake/fake";
import type { Proven } from "./codecs";
import { Recording } from "./recording";

/** An encoder that takes frames and never gives anything back, not even when it is flushed. */
class Stuck {
  state = "unconfigured";
  configure(): void {
    this.state = "configured";
  }
  encode(): void {}
  flush(): Promise<void> {
    return new Promise(() => undefined);
  }
  close(): void {
    this.state = "closed";
    closed += 1;
  }
}

let closed = 0;
let core: FakeCore;
beforeEach(() => {
  closed = 0;
  core = fake(home());
  vi.stubGlobal("VideoEncoder", Stuck);
  vi.stubGlobal("VideoFrame", class { close(): void {} });
});
afterEach(() => void vi.unstubAllGlobals());

test("a recording whose encoder never answers is sealed all the same after a moment, and the encoder is let go", async () => {
  const proven = { video: { codec: "vp8", config: { codec: "vp8" }, side: 640 }, audio: null } as unknown as Proven;
  const recording = await Recording.begin(core, proven, { picture: { videoWidth: 640, videoHeight: 480 } as HTMLVideoElement, sound: null });
  const failed = vi.fn();
  recording.failed = failed;
  const sealed = await Promise.race([recording.end(), new Promise<null>((late) => setTimeout(() => late(null), 3_500))]);
  expect(sealed).toMatchObject({ item: recording.item, interrupted: false });
  expect(core.listed[0]).toMatchObject({ item: recording.item, finished: true });
  expect([closed, failed.mock.calls.length]).toEqual([1, 0]);
});

test("what fails before anybody listens is told to whoever listens first", async () => {
  class Broken extends Stuck {
    readonly #tell: (reason: unknown) => void;
    constructor({ error }: { error: (reason: unknown) => void }) {
      super();
      this.#tell = error;
    }
    override encode(): void {
      this.#tell(new Error("encoder"));
    }
  }
  vi.stubGlobal("VideoEncoder", Broken);
  const proven = { video: { codec: "vp8", config: { codec: "vp8" }, side: 640 }, audio: null } as unknown as Proven;
  const recording = await Recording.begin(core, proven, { picture: { videoWidth: 640, videoHeight: 480 } as HTMLVideoElement, sound: null });
  const failed = vi.fn();
  recording.failed = failed;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(failed.mock.calls).toEqual([[new Error("encoder")]]);
});
