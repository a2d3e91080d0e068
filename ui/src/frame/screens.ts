// Every screen by its name, and where the way to it stands. The first one's code comes with the window's own, every other's
// when it is first opened, so that the camera is ready before anything else.
import type { Component } from "svelte";
import Capture from "../capture/Capture.svelte";
import type { IconName } from "../widgets/icons";
import type { Session } from "./session.svelte";

export type ScreenName =
  | "capture"
  | "tally"
  | "write"
  | "form"
  | "testimony"
  | "mine"
  | "look"
  | "more"
  | "settings"
  | "status"
  | "office"
  | "verify";

export interface Screen {
  readonly icon: IconName;
  /** In the bar at hand, or one step behind "more". */
  readonly place: "bar" | "more" | "inner";
  /** The screen that leads to it beside its own forms. */
  readonly group?: "write";
  /** Fills the window, without the page's edges. */
  readonly full?: boolean;
  /** The tab in the bar that stands for it. */
  readonly under?: ScreenName;
  readonly load: () => Promise<{ default: Component<{ session: Session }> }>;
}

const CAPTURE = Promise.resolve({ default: Capture });

export const SCREENS: Record<ScreenName, Screen> = {
  capture: { icon: "lens", place: "bar", full: true, load: () => CAPTURE },
  tally: { icon: "tally", place: "bar", load: () => import("../tally/Tally.svelte") },
  write: { icon: "write", place: "bar", load: () => import("../write/Write.svelte") },
  mine: { icon: "mine", place: "bar", full: true, load: () => import("../mine/Mine.svelte") },
  look: { icon: "archive", place: "inner", under: "mine", load: () => import("../trial/Look.svelte") },
  form: { icon: "write", place: "inner", under: "write", load: () => import("../forms/Form.svelte") },
  testimony: { icon: "person", place: "inner", group: "write", under: "write", load: () => import("../testimony/Testimony.svelte") },
  more: { icon: "more", place: "bar", load: () => import("../more/More.svelte") },
  settings: { icon: "settings", place: "more", under: "more", load: () => import("../settings/Settings.svelte") },
  status: { icon: "sealed", place: "more", under: "more", load: () => import("../status/Status.svelte") },
  office: { icon: "archive", place: "more", under: "more", load: () => import("../office/Office.svelte") },
  verify: { icon: "check", place: "more", under: "more", load: () => import("../office/Verify.svelte") },
};

/** Those that need no home on this device, in the order of its bar: an office may have none. */
export const HOMELESS: readonly ScreenName[] = ["office", "verify", "settings"];

export const NAMES = Object.keys(SCREENS) as ScreenName[];
