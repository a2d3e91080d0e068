// A file stays where the page has it; the core asks for ranges of it and gets them, until it is done.
import { type Bridge, Trouble } from "./bridge";
import type { StepView } from "./types";

export interface Lent {
  /** Called with the bytes that were handed in so far. */
  progress?: (bytes: number) => void;
  /** Takes the file back when aborted: what came until then stays safe. */
  signal?: AbortSignal;
}

/** Lends `file` to the job that `begin` starts and gives its answer. Rejects with a `Trouble`. */
export async function lend<T>(bridge: Bridge, file: Blob, begin: () => Promise<StepView>, { progress, signal }: Lent = {}): Promise<T> {
  let step = await begin();
  let given = 0;
  while (step.step === "want") {
    if (signal?.aborted) {
      step = await bridge.lendStop(step.job);
      break;
    }
    const { job, offset, length } = step;
    let bytes: ArrayBuffer;
    try {
      bytes = await file.slice(offset, offset + length).arrayBuffer();
    } catch {
      await bridge.lendStop(job);
      throw new Trouble("file-unreadable");
    }
    step = await bridge.lendFeed(job, new Uint8Array(bytes));
    given += length;
    progress?.(given);
  }
  if (step.step === "failed") throw Trouble.from(step.trouble);
  if (step.step === "done") return step.answer as T;
  throw new Trouble("stopped");
}
