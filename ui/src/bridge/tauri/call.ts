// Tauri's ipc: JSON for questions, raw bytes for media.
import { invoke } from "@tauri-apps/api/core";
import { Trouble } from "../bridge";

/** Calls a command of the core. Rejects with a `Trouble`. */
export async function call<T>(command: string, input?: Record<string, unknown>): Promise<T> {
  try {
    return await invoke<T>(command, input);
  } catch (reason) {
    throw Trouble.from(reason);
  }
}

/** Passes bytes to the core, with their description as headers. */
export async function hand<T>(command: string, bytes: Uint8Array, words: Record<string, string>): Promise<T> {
  const headers = Object.fromEntries(Object.entries(words).map(([name, value]) => [name, encodeURIComponent(value)]));
  try {
    return await invoke<T>(command, bytes, { headers });
  } catch (reason) {
    throw Trouble.from(reason);
  }
}

/** Returns bytes from the core. */
export async function take(command: string, input: Record<string, unknown>): Promise<Uint8Array> {
  const answer = await call<ArrayBuffer | number[]>(command, input);
  return answer instanceof ArrayBuffer ? new Uint8Array(answer) : Uint8Array.from(answer);
}
