// Lends a file to the core: the file stays with the page, and the core requests ranges of it until the job is done.
import { type Bridge, Trouble } from "./bridge";
import type { FolderView, SealedView, StepView } from "./types";

/** A file of a chosen folder: the core has its bytes, and the page knows its place in the folder. */
export interface FolderFile {
  readonly place: number;
  /** The path within the folder. */
  readonly name: string;
  readonly size: number;
  /** The reason why the file is not taken in. */
  readonly left: Trouble | null;
}

/** A file for import. */
export type Brought = File | FolderFile;

/** Returns the files of a folder, including those that are not taken in. */
export function inFolder({ files, left }: FolderView): FolderFile[] {
  return [...files, ...left].map((one, place) => ({ place, name: one.name, size: one.size, left: one.left === null ? null : new Trouble(one.left) }));
}

/**
 * Returns the reason why `file` cannot be taken in, before any byte is sealed: it is empty or unreadable, as is a
 * folder, a device or a file that disappeared. Sockets and pipes have size 0 and are not read: a read might never
 * settle.
 */
export async function refused(file: Blob | FolderFile): Promise<Trouble | null> {
  if ("place" in file) return file.left ?? (file.size === 0 ? new Trouble("file-empty") : null);
  if (file.size === 0) return new Trouble("file-empty");
  return file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      ({ byteLength }) => (byteLength === 0 ? new Trouble("file-empty") : null),
      () => new Trouble("not-a-file"),
    );
}

/** Imports `file` unless `refused` has a reason against it. Rejects with a `Trouble`. */
export async function bringIn(bridge: Bridge, file: Brought, lent: Lent = {}): Promise<SealedView> {
  const reason = await refused(file);
  if (reason) throw reason;
  if ("place" in file) {
    const feed = ({ job, offset, length }: Want): Promise<StepView> => bridge.folderFeed(job, offset, length);
    return converse<SealedView>(bridge, await bridge.folderBegin(file.place), feed, lent);
  }
  const begin = (): Promise<StepView> => bridge.importBegin(file.name, file.type, file.size, Number.isFinite(file.lastModified) ? Math.trunc(file.lastModified) : null);
  return lend<SealedView>(bridge, file, begin, { ...lent, watched: true });
}

export interface Lent {
  /** Called with the number of bytes passed so far. */
  progress?: (bytes: number) => void;
  /** Stops the job when aborted; bytes passed until then stay safe. */
  signal?: AbortSignal;
  /** Reports a file that was changed while it was read: no engine reads it further. */
  watched?: boolean;
}

/** Lends `file` to the job that `begin` starts and returns its answer. Rejects with a `Trouble`. */
export async function lend<T>(bridge: Bridge, file: Blob, begin: () => Promise<StepView>, lent: Lent = {}): Promise<T> {
  const feed = async ({ job, offset, length }: Want): Promise<StepView> => {
    let bytes: ArrayBuffer;
    try {
      bytes = await file.slice(offset, offset + length).arrayBuffer();
    } catch {
      const step = await bridge.lendStop(job);
      // The bytes passed until then are sealed.
      if (lent.watched && step.step === "done") return step;
      throw new Trouble("file-unreadable");
    }
    if (lent.watched && offset + length >= file.size && (await refused(file))) await bridge.lendChanged(job);
    return bridge.lendFeed(job, new Uint8Array(bytes));
  };
  return converse<T>(bridge, await begin(), feed, lent);
}

type Want = Extract<StepView, { step: "want" }>;

/** Passes the ranges that the job requests, until it ends or is stopped. */
async function converse<T>(bridge: Bridge, first: StepView, feed: (want: Want) => Promise<StepView>, { progress, signal }: Lent): Promise<T> {
  let step = first;
  let given = 0;
  while (step.step === "want") {
    if (signal?.aborted) {
      step = await bridge.lendStop(step.job);
      break;
    }
    const { length } = step;
    step = await feed(step);
    given += length;
    progress?.(given);
  }
  if (step.step === "failed") throw Trouble.from(step.trouble);
  if (step.step === "done") return step.answer as T;
  throw new Trouble("stopped");
}
