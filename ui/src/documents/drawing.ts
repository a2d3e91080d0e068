// Converts a drawing into the points of SVG lines. The core refuses points outside the square, but data from a device
// may not have passed the core.

/** Sides of the square of a drawing. */
export const SIDE = 1000;
const MAX_POINTS = 6_000;

/**
 * Returns the `points` of one polyline for each stroke; moves points outside to the edge and skips values that are no
 * numbers.
 */
export function polylines(strokes: unknown): string[] {
  let left = MAX_POINTS;
  const lines: string[] = [];
  for (const stroke of Array.isArray(strokes) ? strokes : []) {
    const points: string[] = [];
    for (const point of Array.isArray(stroke) ? stroke : []) {
      if (left <= 0) break;
      const [x, y] = Array.isArray(point) ? (point as unknown[]) : [];
      if (typeof x !== "number" || typeof y !== "number" || !Number.isFinite(x) || !Number.isFinite(y)) continue;
      left -= 1;
      points.push(`${within(x)},${within(y)}`);
    }
    if (points.length > 1) lines.push(points.join(" "));
  }
  return lines;
}

const within = (n: number): number => Math.round(Math.min(SIDE, Math.max(0, n)));
