import { expect, test } from "vitest";
import { dragged, FIT, MOST, zoomed } from "./zoom";

const BOX = { width: 400, height: 300 };

test("the point under the pointer stays where it is", () => {
  const near = zoomed(FIT, 2, BOX, 100, 50);
  expect(near.scale).toBe(2);
  // A point p of the fitted picture is at p * scale + offset, all measured from the middle.
  expect(100 * near.scale + near.x).toBe(200 - 100 + 0);
  expect(50 * near.scale + near.y).toBe(50);
});

test("it zooms no farther than fits and no nearer than its most", () => {
  expect(zoomed(FIT, 0.5, BOX)).toEqual(FIT);
  expect(zoomed({ scale: 10, x: 0, y: 0 }, 100, BOX).scale).toBe(MOST);
});

test("zooming out to where it fits brings it back to the middle", () => {
  expect(zoomed(zoomed(FIT, 2, BOX, 100, 100), 0.5, BOX, -50, -50)).toEqual(FIT);
});

test("it is not dragged out of its place", () => {
  expect(dragged(FIT, 50, 50, BOX)).toEqual(FIT);
  expect(dragged({ scale: 2, x: 0, y: 0 }, 1000, -1000, BOX)).toEqual({ scale: 2, x: 200, y: -150 });
});
