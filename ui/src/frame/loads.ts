// Loads the code of every screen. The first screen's code comes with the window, every other's at its first opening, so
// that the camera is ready first.
import type { Component } from "svelte";
import Capture from "../capture/Capture.svelte";
import type { ScreenName } from "../session/screens";
import type { Session } from "../session/session.svelte";

const CAPTURE = Promise.resolve({ default: Capture });

export const LOADS: Record<ScreenName, () => Promise<{ default: Component<{ session: Session }> }>> = {
  capture: () => CAPTURE,
  tally: () => import("../tally/Tally.svelte"),
  write: () => import("../write/Write.svelte"),
  mine: () => import("../mine/Mine.svelte"),
  look: () => import("../trial/Look.svelte"),
  form: () => import("../forms/Form.svelte"),
  testimony: () => import("../testimony/Testimony.svelte"),
  more: () => import("../more/More.svelte"),
  settings: () => import("../settings/Settings.svelte"),
  status: () => import("../status/Status.svelte"),
  office: () => import("../office/Office.svelte"),
  verify: () => import("../office/Verify.svelte"),
};
