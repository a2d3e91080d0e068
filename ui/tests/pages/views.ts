// The tested views: every screen of the register in every state, with its sizes, languages and themes.
import { NAMES, type ScreenName } from "../../src/session/screens";
import { type Language, LANGUAGES } from "../../src/texts/texts.svelte";
import type { Theme } from "../../src/session/theme.svelte";

/** A place in the window: a screen, or its content before there is a home. */
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
  /** True if the reader has doubled the size of all text. */
  readonly double?: boolean;
}

export const SMALL: Size = { width: 320, height: 640 };
export const PHONE: Size = { width: 360, height: 740 };
/** A phone in landscape, as video is mostly filmed. */
export const SIDE: Size = { width: 740, height: 360 };
export const DOUBLE: Size = { width: 640, height: 740 };
export const DESK: Size = { width: 1280, height: 800 };

/** States of a screen with a home. */
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

/** States of the archive; see `atTheOffice`. Without an archive the office has the content of every other state. */
const OFFICE: readonly State[] = ["few", "closed", "empty", "many", "loading", "running", "done", "failed", "broken", "full", "unfinished"].map(
  (state) => `office-${state}`,
);

/** Every place with each of its states. */
export const PLACES: readonly (readonly [Place, State])[] = [
  ...(["silent", "error:home-unavailable", "error:bug"] as const).map((state) => ["start", state] as const),
  ["join", "unjoined"],
  ...OFFICE.map((state) => ["office", state] as const),
  ["office", "archivist"],
  // A screen of a trial is reached by a tap: see the moments.
  ...NAMES.filter((name) => name !== "look").flatMap((name) => STATES.map((state) => [name, state] as const)),
];

/** Returns true for a place's usual state, which is photographed in all languages. */
export function usual(state: State): boolean {
  return state === "joined" || state === "unjoined" || state === "office-few";
}

/** Returns the looks for a place in `state`. */
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

/** The looks of a moment. */
export const REACHED: readonly Look[] = [
  ...LANGUAGES.map((language) => ({ language, size: SMALL, theme: "light" }) as const),
  { language: "en", size: PHONE, theme: "dark" },
  { language: "en", size: DESK, theme: "light" },
  { language: "ru", size: PHONE, theme: "sun" },
];

/** A phone held for filming. */
export const HELD: readonly Look[] = [{ language: "kk", size: SIDE, theme: "light" }];

/** The smallest size, approximately, with a desk. */
export const SMALL_DESK: Size = { width: 1000, height: 700 };

/** The looks of the desk. */
export const AT_THE_DESK: readonly Look[] = [
  { language: "en", size: DESK, theme: "light" },
  { language: "ru", size: SMALL_DESK, theme: "dark" },
  { language: "kk", size: SMALL_DESK, theme: "light" },
  { language: "ru", size: DESK, theme: "dark" },
];

/** Returns a look in few words, for reports and for names of files. */
export function words({ language, size, theme, double }: Look): string {
  return `${size.width}x${size.height}-${language}-${theme}${double ? "-double" : ""}`;
}

/** The subject of a screen, for screens that need one. */
export const ABOUT: Partial<Record<Place, string>> = { form: "detention" };

/** Narrower than a desk: the list has boxes to tick, and an item has a page of its own. */
export const LIST: Size = { width: 960, height: 800 };
/** A4 within its margins, in CSS pixels. */
export const SHEET: Size = { width: 718, height: 1010 };
