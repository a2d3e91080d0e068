// The real core, behind Tauri's ipc.
import { invoke } from "@tauri-apps/api/core";
import { type Bridge, Trouble } from "./bridge";
import type { StatusView } from "./types";

async function call<T>(command: string, input?: Record<string, unknown>): Promise<T> {
  try {
    return await invoke<T>(command, input);
  } catch (reason) {
    throw Trouble.from(reason);
  }
}

export const tauri: Bridge = {
  status: () => call<StatusView>("status"),
  join: (invitation) => call<StatusView>("join", { invitation }),
};
