// Measures the loudness of samples, for a meter that a person reads at a glance.

/** Decibels below full scale at which a bar begins to move. */
const FLOOR = 60;

/** Returns the loudness of the loudest sample, from 0 (invisible) to 1 (full scale). */
export function level(samples: Float32Array): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  const decibels = 20 * Math.log10(peak);
  return Math.min(1, Math.max(0, 1 + decibels / FLOOR));
}
