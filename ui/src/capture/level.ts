// How loud samples are, for a meter that a person reads at a glance.

/** Decibels below full scale from which a sound moves a bar. */
const FLOOR = 60;

/** Loudest of these samples, from 0 (nothing to be seen) to 1 (as loud as can be). */
export function level(samples: Float32Array): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  const decibels = 20 * Math.log10(peak);
  return Math.min(1, Math.max(0, 1 + decibels / FLOOR));
}
