// The real core, behind Tauri's ipc.
import type { Bridge } from "../bridge";
import { capture } from "./capture";
import { home } from "./home";
import { marks } from "./marks";
import { office } from "./office";

export const tauri: Bridge = { ...home, ...capture, ...marks, ...office };
