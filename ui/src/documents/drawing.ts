// A drawing as the points of SVG lines. The core refuses what lies outside; nothing that came from a device is trusted to
// have gone through it.

/** Sides of the square that is drawn in. */
export const SIDE = 1000;
const MAX_POINTS = 6_000;

/** `points` of one polyline for each stroke; points outside are moved to the edge, what is no number is left out. */
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
