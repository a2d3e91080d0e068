// A webview whose encoders fail once, as on a busy machine while the app opens.
import { afterEach, beforeEach, expect, test, vi } from "vitest";

/** Whether encoders return bytes. */
let gives = false;
let asked = 0;
class Encoder {
  readonly #output: (chunk: { byteLength: number }) => void;
  constructor({ output }: { output: (chunk: { byteLength: number }) => void }) {
    this.#output = output;
    asked += 1;
  }
  configure = (): void => undefined;
  encode = (): void => {
    if (gives) this.#output({ byteLength: 9 });
  };
  flush = (): Promise<void> => Promise.resolve();
  close = (): void => undefined;
}
class Given {
  close = (): void => undefined;
}

beforeEach(() => {
  vi.resetModules();
  [gives, asked] = [false, 0];
  for (const name of ["VideoEncoder", "AudioEncoder"]) vi.stubGlobal(name, Encoder);
  for (const name of ["VideoFrame", "AudioData"]) vi.stubGlobal(name, Given);
});
afterEach(() => vi.unstubAllGlobals());

test("an encoder that gave nothing once is tried again, and one that gives is tried once", async () => {
  const { selfTest } = await import("./codecs");
  expect(await selfTest()).toEqual({ video: null, audio: null });
  gives = true;
  const proven = await selfTest();
  expect([proven.video?.codec, proven.audio?.codec]).toEqual(["vp8", "opus"]);
  const before = asked;
  expect(await selfTest()).toBe(proven);
  expect(asked).toBe(before);
});

test("a webview that never gives anything is not asked for ever: a recording must not wait for it each time", async () => {
  const { selfTest } = await import("./codecs");
  for (let turn = 0; turn < 6; turn += 1) await selfTest();
  const before = asked;
  await selfTest();
  expect(asked).toBe(before);
});
