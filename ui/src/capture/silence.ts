// Recognises the sound of a microphone that is switched off: silence, which is not always zero.

/**
 * Largest difference between samples within 20 ms of silence: four steps of 16 bits. Dithered silence moves by no more
 * than two steps, and an offset by none. Noise within this limit is quieter than -94 dBFS (root mean square); a real
 * microphone in the quietest room is louder than -90.
 */
const NOTHING = 4 / 32_768;

/** Returns true if these samples contain any sound. */
export function sounds(samples: Float32Array): boolean {
  let [lowest, highest] = [Infinity, -Infinity];
  for (const sample of samples) {
    if (sample < lowest) lowest = sample;
    if (sample > highest) highest = sample;
  }
  return highest - lowest > NOTHING;
}
