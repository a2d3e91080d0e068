// The sound of a microphone that is switched off: silence, which is not always zero.

/**
 * Farthest apart that 20 ms of nothing lie: four steps of 16 bits. Nothing that is dithered moves by two, and an offset by
 * none. Noise that moves by no more is quieter than -94 dBFS (root mean square); a real microphone in the quietest room is
 * louder than -90.
 */
const NOTHING = 4 / 32_768;

/** Whether anything at all is heard in these samples. */
export function sounds(samples: Float32Array): boolean {
  let [lowest, highest] = [Infinity, -Infinity];
  for (const sample of samples) {
    if (sample < lowest) lowest = sample;
    if (sample > highest) highest = sample;
  }
  return highest - lowest > NOTHING;
}
