// A file stays where the page has it; the core asks for ranges of it and gets them, until it is done.
import { type Bridge, Trouble } from "./bridge";
import type { SealedView, StepView } from "./types";

/**
 * Why `file` is not taken in, told before anything is sealed: it is empty, or nothing of it can be read, as of a folder, a
 * device, or a file that has gone. A socket and a pipe show as empty, and are not read: they might never answer.
 */
export async function refused(file: Blob): Promise<Trouble | null> {
  if (file.size === 0) return new Trouble("file-empty");
  return file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      ({ byteLength }) => (byteLength === 0 ? new Trouble("file-empty") : null),
      () => new Trouble("not-a-file"),
    );
}

/** Imports `file`, unless there is a reason against it. Rejects with a `Trouble`. */
export async function bringIn(bridge: Bridge, file: File, lent: Lent = {}): Promise<SealedView> {
  const reason = await refused(file);
  if (reason) throw reason;
  const begin = (): Promise<StepView> => bridge.importBegin(file.name, file.type, file.size, Number.isFinite(file.lastModified) ? Math.trunc(file.lastModified) : null);
  return lend<SealedView>(bridge, file, begin, { ...lent, watched: true });
}

export interface Lent {
  /** Called with the bytes that were handed in so far. */
  progress?: (bytes: number) => void;
  /** Takes the file back when aborted: what came until then stays safe. */
  signal?: AbortSignal;
  /** Says so when the file was changed while it was read: no engine reads on then. */
  watched?: boolean;
}

/** Lends `file` to the job that `begin` starts and gives its answer. Rejects with a `Trouble`. */
export async function lend<T>(bridge: Bridge, file: Blob, begin: () => Promise<StepView>, { progress, signal, watched }: Lent = {}): Promise<T> {
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
      step = await bridge.lendStop(job);
      // What came until then is sealed.
      if (watched && step.step === "done") break;
      throw new Trouble("file-unreadable");
    }
    if (watched && offset + length >= file.size && (await refused(file))) await bridge.lendChanged(job);
    step = await bridge.lendFeed(job, new Uint8Array(bytes));
    given += length;
    progress?.(given);
  }
  if (step.step === "failed") throw Trouble.from(step.trouble);
  if (step.step === "done") return step.answer as T;
  throw new Trouble("stopped");
}
