// Computes the position of a picture in its box: fitted, or enlarged and dragged. Offsets are pixels from the middle.

export interface Lie {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly width: number;
  readonly height: number;
}

export const FIT: Lie = { scale: 1, x: 0, y: 0 };
export const MOST = 16;
/** The factor of one press or one notch of the wheel. */
export const NOTCH = 1.25;

/** Scales by `factor` about the point (`px`, `py`) from the middle, which stays in place. */
export function zoomed({ scale, x, y }: Lie, factor: number, box: Box, px = 0, py = 0): Lie {
  const next = Math.min(MOST, Math.max(1, scale * factor));
  const by = next / scale;
  return within({ scale: next, x: px - (px - x) * by, y: py - (py - y) * by }, box);
}

export function dragged({ scale, x, y }: Lie, dx: number, dy: number, box: Box): Lie {
  return within({ scale, x: x + dx, y: y + dy }, box);
}

/** Limits the offset so that the picture still covers the box. */
function within({ scale, x, y }: Lie, { width, height }: Box): Lie {
  if (scale === 1) return FIT;
  const most = { x: ((scale - 1) * width) / 2, y: ((scale - 1) * height) / 2 };
  return { scale, x: clamp(x, most.x), y: clamp(y, most.y) };
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value));
}
