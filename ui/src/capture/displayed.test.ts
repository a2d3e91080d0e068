import { expect, test } from "vitest";
import { displayed } from "./displayed";
import { level } from "./level";
import { clock } from "./stamp";

test("a wide picture in a tall box leaves bars above and below, a tall one in a wide box at both sides", () => {
  expect(displayed({ width: 360, height: 660 }, { width: 1280, height: 720 })).toEqual({ left: 0, top: 228.75, width: 360, height: 202.5 });
  expect(displayed({ width: 1280, height: 720 }, { width: 480, height: 720 })).toEqual({ left: 400, top: 0, width: 480, height: 720 });
});

test("a picture of the box's own shape fills it", () => {
  expect(displayed({ width: 640, height: 480 }, { width: 320, height: 240 })).toEqual({ left: 0, top: 0, width: 640, height: 480 });
});

test.each([
  [{ width: 0, height: 480 }, { width: 640, height: 480 }],
  [{ width: 640, height: 480 }, { width: 0, height: 0 }],
])("while there is no picture or no room for it, nothing is displayed", (box, picture) => {
  expect(displayed(box, picture)).toBeNull();
});

test("the level is nothing in silence, full at full scale, and half at thirty decibels below it", () => {
  const tone = (peak: number): Float32Array => Float32Array.from([0, peak, -peak, 0]);
  expect([0, 0.0005, 1].map((peak) => level(tone(peak)))).toEqual([0, 0, 1]);
  expect(level(tone(10 ** (-30 / 20)))).toBeCloseTo(0.5, 5);
  expect(level(new Float32Array())).toBe(0);
});

test("lengths are said as clocks say them", () => {
  expect([0, 9.9, 10, 61, 3_600].map(clock)).toEqual(["0:00", "0:09", "0:10", "1:01", "60:00"]);
});
