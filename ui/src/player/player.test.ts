import { afterEach, expect, test, vi } from "vitest";
import { feed, move, play } from "./player";

let end: () => void = () => undefined;
afterEach(() => {
  end();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Returns a player that was fed and holds these stretches, in seconds. */
async function fed(...stretches: (readonly [number, number])[]): Promise<HTMLVideoElement> {
  let source: Source | null = null;
  let put = 0;
  class Source extends EventTarget {
    readyState = "open";
    constructor() {
      super();
      source = this;
    }
    addSourceBuffer(): EventTarget {
      const buffer = new EventTarget();
      return Object.assign(buffer, { appendBuffer: () => queueMicrotask(() => buffer.dispatchEvent(new Event("updateend", { bubbles: (put += 1) > 0 }))) });
    }
    endOfStream(): void {
      this.readyState = "ended";
    }
  }
  vi.stubGlobal("MediaSource", Source);
  Object.assign(URL, { createObjectURL: () => "blob:film", revokeObjectURL: () => undefined });
  const player = document.createElement("video");
  Object.defineProperty(player, "buffered", {
    get: () => ({ length: put === 0 ? 0 : stretches.length, start: (n: number) => stretches[n]?.[0] ?? 0, end: (n: number) => stretches[n]?.[1] ?? 0 }),
  });
  Object.defineProperties(player, { paused: { value: false, configurable: true }, readyState: { value: 2, configurable: true }, seeking: { value: false, configurable: true } });
  const failed = vi.fn();
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "setTimeout", "clearTimeout"] });
  end();
  end = feed(player, "video/webm", (_, length) => Promise.resolve(new Uint8Array(length)), 4, failed);
  const made = source as Source | null;
  made?.dispatchEvent(new Event("sourceopen"));
  await vi.advanceTimersByTimeAsync(10);
  expect(made?.readyState).toBe("ended");
  expect([put, failed.mock.calls]).toEqual([1, []]);
  return player;
}

test("a film that begins after zero or lacks frames goes on at the next one: an engine would wait in the hole for ever", async () => {
  const player = await fed([0.333, 0.6], [0.7, 4]);
  for (const [at, then] of [[0, 0.333], [0.4, 0.4], [0.59, 0.7], [0.65, 0.7], [2, 2], [4, 4]] as const) {
    player.currentTime = at;
    await vi.advanceTimersByTimeAsync(500);
    expect(player.currentTime).toBe(then);
  }
});

test("a film that plays, that waits for a person or that shows nothing yet is left where it is", async () => {
  for (const state of [{ readyState: 3 }, { readyState: 0 }, { paused: true }, { seeking: true }]) {
    const player = await fed([0.333, 4]);
    Object.defineProperties(player, Object.fromEntries(Object.entries(state).map(([name, value]) => [name, { value }])));
    player.currentTime = 0;
    await vi.advanceTimersByTimeAsync(500);
    expect(player.currentTime).toBe(0);
  }
});

test("a film that has ended plays again from its first frame: an engine would seek to zero and stand there", async () => {
  const player = await fed([0.333, 4]);
  const began: number[] = [];
  player.play = () => Promise.resolve(void began.push(player.currentTime));
  player.currentTime = 4;
  Object.defineProperty(player, "ended", { get: () => player.currentTime === 4 });
  play(player);
  player.currentTime = 2;
  play(player);
  Object.defineProperty(player, "seeking", { value: true });
  player.currentTime = 0;
  play(player);
  expect(began).toEqual([0.333, 2, 0.333]);
});

test("a place before the first frame is its first frame, and a player that is not fed goes where it is told", async () => {
  const player = await fed([0.333, 4]);
  for (const [to, then] of [[0, 0.333], [2, 2]] as const) {
    move(player, to);
    expect(player.currentTime).toBe(then);
  }
  end();
  move(player, 0);
  expect(player.currentTime).toBe(0);
});
