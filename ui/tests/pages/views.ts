// Which views are tried: every screen of the register in every state, and in which sizes, languages and themes.
import { NAMES, type ScreenName } from "../../src/frame/screens";
import { type Language, LANGUAGES } from "../../src/texts/texts.svelte";
import type { Theme } from "../../src/theme.svelte";

/** A place in the window: a screen, or what stands there before there is a home. */
export type Place = ScreenName | "start" | "join";

/** A state of the fake core; see `fakeFromAddress`. */
export type State = string;

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Look {
  readonly language: Language;
  readonly size: Size;
  readonly theme: Exclude<Theme, "auto">;
  /** The reader has made all text twice as large. */
  readonly double?: boolean;
}

export const SMALL: Size = { width: 320, height: 640 };
export const PHONE: Size = { width: 360, height: 740 };
/** A phone on its side: how video is mostly held. */
export const SIDE: Size = { width: 740, height: 360 };
export const DOUBLE: Size = { width: 640, height: 740 };
export const DESK: Size = { width: 1280, height: 800 };

/** States of a screen once there is a home. */
const STATES: readonly State[] = [
  "joined",
  "empty",
  "calm",
  "findings",
  "offline",
  "full",
  "many",
  "stuck",
  "failing:home-unavailable",
  "failing:bug",
  "trial",
  "destroyed",
  "review",
];

/** States of the archive; see `atTheOffice`. Without an archive the office shows what every other state shows. */
const OFFICE: readonly State[] = ["few", "closed", "empty", "many", "loading", "running", "done", "failed", "broken", "full"].map(
  (state) => `office-${state}`,
);

/** Every place with every state it can be in. */
export const PLACES: readonly (readonly [Place, State])[] = [
  ...(["silent", "error:home-unavailable", "error:bug"] as const).map((state) => ["start", state] as const),
  ["join", "unjoined"],
  ...OFFICE.map((state) => ["office", state] as const),
  ["office", "archivist"],
  // A screen that only a trial has is reached by a tap: see the moments.
  ...NAMES.filter((name) => name !== "look").flatMap((name) => STATES.map((state) => [name, state] as const)),
];

/** Where a screen shows itself as it mostly is: what is photographed in all languages. */
export function usual(state: State): boolean {
  return state === "joined" || state === "unjoined" || state === "office-few";
}

/** The looks in which a place in `state` is tried. */
export function looks(state: State): readonly Look[] {
  const en = (size: Size, theme: Look["theme"] = "light"): Look => ({ language: "en", size, theme });
  if (!usual(state)) {
    return [
      ...LANGUAGES.map((language) => ({ ...en(SMALL), language })),
      en(PHONE, "dark"),
      en(DESK),
      ...(state.startsWith("failing") || state === "findings" ? [en(PHONE, "sun")] : []),
    ];
  }
  return LANGUAGES.flatMap((language) => [
    ...[SMALL, PHONE, DESK].map((size) => ({ ...en(size), language })),
    ...[PHONE, DESK].map((size) => ({ ...en(size, "dark"), language })),
    { language, size: DOUBLE, theme: "light", double: true } as const,
    ...(language === "en" ? [en(PHONE, "sun"), en(SIDE)] : []),
  ]);
}

/** The looks in which a moment is tried. */
export const REACHED: readonly Look[] = [
  ...LANGUAGES.map((language) => ({ language, size: SMALL, theme: "light" }) as const),
  { language: "en", size: PHONE, theme: "dark" },
  { language: "en", size: DESK, theme: "light" },
  { language: "ru", size: PHONE, theme: "sun" },
];

/** As a phone is held for filming. */
export const HELD: readonly Look[] = [{ language: "kk", size: SIDE, theme: "light" }];

/** From about this size on the archivist has a desk. */
export const SMALL_DESK: Size = { width: 1000, height: 700 };

/** The looks in which the desk is tried. */
export const AT_THE_DESK: readonly Look[] = [
  { language: "en", size: DESK, theme: "light" },
  { language: "ru", size: SMALL_DESK, theme: "dark" },
  { language: "kk", size: SMALL_DESK, theme: "light" },
  { language: "ru", size: DESK, theme: "dark" },
];

/** A look in few words, as it stands in reports and in names of files. */
export function words({ language, size, theme, double }: Look): string {
  return `${size.width}x${size.height}-${language}-${theme}${double ? "-double" : ""}`;
}

/** The subject that a screen is opened about, for screens that have one. */
export const ABOUT: Partial<Record<Place, string>> = { form: "detention" };

/** Below the width of a desk: the list has boxes to tick, and an item a page of its own. */
export const LIST: Size = { width: 960, height: 800 };
/** A4 within its margins, in CSS pixels. */
export const SHEET: Size = { width: 718, height: 1010 };
