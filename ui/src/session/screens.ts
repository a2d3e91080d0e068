// Every screen by its name, and the place of its button.
import type { IconName } from "../widgets/icons";

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
  /** In the bar, behind "more", or opened from another screen. */
  readonly place: "bar" | "more" | "inner";
  /** The screen that offers this one beside its own forms. */
  readonly group?: "write";
  /** True if the screen fills the window, without the page's margins. */
  readonly full?: boolean;
  /** The selected tab of the bar while this screen is open. */
  readonly under?: ScreenName;
}

export const SCREENS: Record<ScreenName, Screen> = {
  capture: { icon: "lens", place: "bar", full: true },
  tally: { icon: "tally", place: "bar" },
  write: { icon: "write", place: "bar" },
  mine: { icon: "mine", place: "bar", full: true },
  look: { icon: "archive", place: "inner", under: "mine" },
  form: { icon: "write", place: "inner", under: "write" },
  testimony: { icon: "person", place: "inner", group: "write", under: "write" },
  more: { icon: "more", place: "bar" },
  settings: { icon: "settings", place: "more", under: "more" },
  status: { icon: "sealed", place: "more", under: "more" },
  office: { icon: "archive", place: "more", under: "more" },
  verify: { icon: "check", place: "more", under: "more" },
};

/** Screens that need no home on this device, in the order of the bar: an office may have none. */
export const HOMELESS: readonly ScreenName[] = ["office", "verify", "settings"];

export const NAMES = Object.keys(SCREENS) as ScreenName[];
