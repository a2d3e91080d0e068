import type { SettingsBridge } from "../settings";
import { call, hand } from "./call";

export const settings: SettingsBridge = {
  preferenceSet: (name, value) => call("preference_set", { name, value }),
  about: () => call("about"),
  panic: () => call("panic"),
  touch: () => call("touch"),
  trialBegin: (name) => call("trial_begin", { name }),
  trial: () => call("trial"),
  trialLook: (item, begin) => call("trial_look", { item, begin }),
  trialEnd: () => call("trial_end"),
  scanBegin: () => call("scan_begin"),
  scanLook: (width, luma) => hand("scan_look", luma, { width: String(width) }),
};
