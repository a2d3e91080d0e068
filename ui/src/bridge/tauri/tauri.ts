// The real core, behind Tauri's ipc.
import type { Bridge } from "../bridge";
import { capture } from "./capture";
import { home } from "./home";
import { locked } from "./locked";
import { marks } from "./marks";
import { testimony } from "./testimony";

export const tauri: Bridge = { ...home, ...capture, ...marks, ...locked, ...testimony };
