// The length of a hold by the times of the events, which a busy page receives late.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { hold, type Hold } from "./hold.svelte";

const HELD = 2_000;
let done = 0;
let held: Hold;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  done = 0;
  held = hold(HELD, () => (done += 1));
});
afterEach(() => vi.useRealTimers());

/** Returns an event that happened `ago` milliseconds before the page receives it. */
function event(type: string, ago = 0): Event {
  const made = new Event(type);
  Object.defineProperty(made, "timeStamp", { value: performance.now() - ago });
  return made;
}
/** Blocks the page: time passes, and no timer runs. */
function busy(ms: number): void {
  const real = performance.now.bind(performance);
  const from = real();
  vi.spyOn(performance, "now").mockImplementation(() => real() + ms);
  expect(performance.now() - from).toBeGreaterThanOrEqual(ms);
}
afterEach(() => vi.restoreAllMocks());

test("held for its time it acts, let go of before it does nothing", () => {
  vi.advanceTimersByTime(10);
  held.down(event("pointerdown"));
  vi.advanceTimersByTime(1_900);
  held.up(event("pointerup"));
  vi.advanceTimersByTime(5_000);
  expect(done).toBe(0);
  held.down(event("pointerdown"));
  vi.advanceTimersByTime(HELD);
  expect([done, held.active]).toEqual([1, false]);
});

test("what began while the page was busy counts from when it was pressed", () => {
  vi.advanceTimersByTime(1_000);
  held.down(event("pointerdown", 600));
  vi.advanceTimersByTime(1_390);
  expect(done).toBe(0);
  vi.advanceTimersByTime(20);
  expect(done).toBe(1);
});

test("a whole hold whose end is heard before its timer is a whole one", () => {
  vi.advanceTimersByTime(1_000);
  held.down(event("pointerdown"));
  vi.advanceTimersByTime(1_500);
  busy(800);
  held.up(event("pointerup"));
  expect([done, held.active]).toEqual([1, false]);
  vi.advanceTimersByTime(5_000);
  expect(done, "once").toBe(1);
});

test("a short one whose end is heard after its timer is none", () => {
  vi.advanceTimersByTime(1_000);
  held.down(event("pointerdown"));
  busy(3_000);
  // The late timer runs first; the release, which happened long before, comes after it.
  vi.advanceTimersByTime(HELD);
  held.up(event("pointerup", 4_000));
  vi.advanceTimersByTime(5_000);
  expect(done).toBe(0);
});

test("a key is measured alike", () => {
  vi.advanceTimersByTime(1_000);
  const key = (type: string, ago = 0): KeyboardEvent => Object.defineProperty(new KeyboardEvent(type, { key: " " }), "timeStamp", { value: performance.now() - ago });
  held.keydown(key("keydown", 500));
  vi.advanceTimersByTime(1_400);
  busy(200);
  held.keyup(key("keyup"));
  expect(done).toBe(1);
});
