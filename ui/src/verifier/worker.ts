// Judges one bundle beside the page's thread, with `verify` as WebAssembly. Reads ranges of the chosen files when the
// core asks, so that a bundle is never whole in memory.
import type { Answer, Asked, Told } from "./asked";

/** Only workers have it; the page's types do not. */
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

/** The exports of `verifier/src/abi.rs`. */
interface Core {
  readonly memory: WebAssembly.Memory;
  request(length: number): number;
  judge(): void;
  answer(): number;
  answer_length(): number;
}

/** Shortest interval between two reports of progress, in ms. */
const STEP_MS = 100;

const tell = (told: Told): void => postMessage(told);

/** Returns the module: it is packed with gzip in base64. */
async function unpacked(): Promise<ArrayBuffer> {
  const packed = Uint8Array.from(atob(__WASM__), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

async function judge({ request, files }: Asked): Promise<Answer> {
  const reader = new FileReaderSync();
  let read = 0;
  let told = 0;
  const page = {
    read(file: number, offset: number, into: number, length: number): number {
      try {
        const bytes = reader.readAsArrayBuffer((files[file] as File).slice(offset, offset + length));
        new Uint8Array(core.memory.buffer, into, length).set(new Uint8Array(bytes));
        read += bytes.byteLength;
        if (performance.now() - told > STEP_MS) {
          told = performance.now();
          tell({ read });
        }
        return bytes.byteLength;
      } catch {
        // The file was removed or changed since it was chosen.
        return -1;
      }
    },
  };
  const { instance } = await WebAssembly.instantiate(await unpacked(), { page });
  const core = instance.exports as unknown as Core;
  const asked = new TextEncoder().encode(JSON.stringify(request));
  const at = core.request(asked.length);
  new Uint8Array(core.memory.buffer, at, asked.length).set(asked);
  core.judge();
  const answer = new Uint8Array(core.memory.buffer, core.answer(), core.answer_length());
  return JSON.parse(new TextDecoder().decode(answer)) as Answer;
}

addEventListener("message", (event: MessageEvent<Asked>) => {
  judge(event.data).then(
    (answer) => tell({ answer }),
    (reason: unknown) => tell({ answer: { outcome: "trouble", code: "verifier-failed", blame: "bug", why: String(reason) } }),
  );
});
