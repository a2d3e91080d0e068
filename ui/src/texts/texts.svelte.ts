// The window's texts in the reader's language. A missing key is a failed check (scripts/texts.mjs), never an empty screen.
import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import en from "./en.ftl?raw";
import kk from "./kk.ftl?raw";
import ru from "./ru.ftl?raw";

export const LANGUAGES = ["kk", "ru", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

const SOURCES: Record<Language, string> = { kk, ru, en };

function bundle(language: Language): FluentBundle {
  const made = new FluentBundle(language);
  made.addResource(new FluentResource(SOURCES[language]));
  return made;
}

/** The first of the reader's languages that we have. */
export function choose(wanted: readonly string[]): Language {
  const known = wanted.map((tag) => tag.toLowerCase().split("-")[0]);
  return known.find((tag): tag is Language => LANGUAGES.some((ours) => ours === tag)) ?? "en";
}

export class Texts {
  language: Language = $state("en");
  readonly #bundle = $derived(bundle(this.language));
  readonly #sizes = $derived(SIZES.map((unit) => sizeFormat(this.language, unit)));

  constructor(language: Language) {
    this.language = language;
  }

  /** The text of `key`. Placeables are isolated, so that a name in another direction moves nothing around it. */
  say = (key: string, values?: Record<string, FluentVariable>): string => {
    const message = this.#bundle.getMessage(key);
    if (!message?.value) throw new Error(`no text for ${key}`);
    return this.#bundle.formatPattern(message.value, values);
  };

  /** A count, with the language's separators. */
  count = (value: number): string => new Intl.NumberFormat(this.language).format(value);

  /** A size in decimal units, two or three digits. */
  size = (bytes: number): string => {
    let unit = 0;
    let value = bytes;
    // 999.5 would be rounded to 1,000 of the smaller unit.
    while (value >= 999.5 && unit < SIZES.length - 1) {
      value /= 1000;
      unit += 1;
    }
    return this.#sizes[unit]?.format(value) ?? String(bytes);
  };

  /** The language's own name of itself. */
  static nameOf(language: Language): string {
    const name = bundle(language).getMessage("language-name")?.value;
    return typeof name === "string" ? name : language;
  }
}

const SIZES = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

function sizeFormat(language: Language, unit: string): Intl.NumberFormat {
  const digits = unit === "byte" ? {} : { maximumSignificantDigits: 3 };
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short", ...digits });
}
