// Asks a worker of its own for each bundle, so that stopping frees everything that it held.
import { Trouble } from "../bridge/bridge";
import type { Answer, Judged, Request, Told } from "./asked";

interface Way {
  readonly signal: AbortSignal;
  /** Receives the number of bytes read so far. */
  readonly progress: (bytes: number) => void;
}

/** Judges a bundle. Rejects with a `Trouble` if there is no verdict, and if `signal` stops it. */
export function judge(request: Request, files: readonly File[], { signal, progress }: Way): Promise<Judged> {
  const address = URL.createObjectURL(new Blob([__WORKER__], { type: "text/javascript" }));
  const worker = new Worker(address);
  const answered = new Promise<Answer>((resolve, reject) => {
    worker.addEventListener("message", ({ data }: MessageEvent<Told>) => ("answer" in data ? resolve(data.answer) : progress(data.read)));
    // A worker that does not start, and one without memory, say no more than that.
    worker.addEventListener("error", () => reject(new Trouble("verifier-failed")));
    signal.addEventListener("abort", () => reject(new Trouble("file-unreadable")));
    worker.postMessage({ request, files });
  });
  return answered
    .then((answer) => {
      if (answer.outcome === "trouble") throw new Trouble(answer.code);
      return answer;
    })
    .finally(() => {
      worker.terminate();
      URL.revokeObjectURL(address);
    });
}
