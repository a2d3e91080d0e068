/** Vibrates if the device can: short for sealed, long for stopped, twice long for not saved. */
export function buzz(pattern: number | number[]): void {
  navigator.vibrate?.(pattern);
}
