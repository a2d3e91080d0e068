// The real core, behind Tauri's ipc.
import type { Bridge } from "../bridge";
import { capture } from "./capture";
import { changes } from "./changes";
import { forms } from "./forms";
import { home } from "./home";
import { locked } from "./locked";
import { marks } from "./marks";
import { office } from "./office";
import { settings } from "./settings";
import { testimony } from "./testimony";

export const tauri: Bridge = { ...home, ...capture, ...changes, ...marks, ...locked, ...settings, ...forms, ...testimony, ...office };
