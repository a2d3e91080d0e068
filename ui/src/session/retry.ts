// Repeats an action that failed for lack of room until it succeeds.

/** Milliseconds between two attempts. */
export const RETRY_MS = 5_000;

/** Calls `attempt` every few seconds until it returns true. Returns the function that ends it. */
export function retry(attempt: () => Promise<boolean>): () => void {
  let timer = setTimeout(again, RETRY_MS);
  let stopped = false;
  async function again(): Promise<void> {
    const done = await attempt().catch(() => false);
    if (!done && !stopped) timer = setTimeout(again, RETRY_MS);
  }
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
