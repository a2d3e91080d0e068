// The window's texts in the reader's language: each screen's folder has its own en.ftl, kk.ftl and ru.ftl. A missing
// key is a failed check (scripts/texts.mjs), never an empty screen.
import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import { kazakhDay } from "./kazakh";

export const LANGUAGES = ["kk", "ru", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

const SOURCES: Record<string, string> = import.meta.glob("../*/{en,kk,ru}.ftl", { query: "?raw", import: "default", eager: true });

/**
 * The texts of one language. Each folder's texts are parsed at their first use, so that the first screen waits only for
 * its own.
 */
class Book {
  readonly #bundle: FluentBundle;
  #unread: readonly string[];

  constructor(language: Language) {
    // In a webview without Kazakh, numbers within texts have the same form as those beside them. Russian plural rules
    // would ask for forms that Kazakh texts lack; those fall back to the common one, because one and many read alike in
    // Kazakh.
    this.#bundle = new FluentBundle([numerals(language), language]);
    this.#unread = Object.keys(SOURCES).filter((path) => path.endsWith(`/${language}.ftl`)).map((path) => SOURCES[path] ?? "");
  }

  has(key: string): boolean {
    const source = this.#bundle.hasMessage(key) ? undefined : this.#unread.find((one) => one.startsWith(`${key} =`) || one.includes(`\n${key} =`));
    if (source !== undefined) {
      this.#unread = this.#unread.filter((one) => one !== source);
      this.#bundle.addResource(new FluentResource(source));
    }
    return this.#bundle.hasMessage(key);
  }

  /** Returns a text; null if there is none for `key`. */
  say(key: string, values?: Record<string, FluentVariable>): string | null {
    const message = this.has(key) ? this.#bundle.getMessage(key) : undefined;
    return message?.value ? this.#bundle.formatPattern(message.value, values) : null;
  }
}

/** Returns the first of the reader's languages that the app has. */
export function choose(wanted: readonly string[]): Language {
  const known = wanted.map((tag) => tag.toLowerCase().split("-")[0]);
  return known.find((tag): tag is Language => LANGUAGES.some((ours) => ours === tag)) ?? "en";
}

/**
 * Returns the locale for numbers and units. Some webviews have no Kazakh: they would write "2026 M11 25" and "0 byte".
 * Numbers and units look the same in Kazakhstan's Russian; the words of dates do not, and are then left out.
 */
function numerals(language: Language): string {
  return language !== "kk" || KNOWS_KAZAKH ? language : "ru-KZ";
}

const KNOWS_KAZAKH = /[а-яәғқңөұүһі]{3}/i.test(new Intl.DateTimeFormat("kk", { month: "long" }).format(0));

/** Each language's own name. */
const NAMES: Record<Language, string> = { kk: "Қазақша", ru: "Русский", en: "English" };

export class Texts {
  language: Language = $state("en");
  readonly #book = $derived(new Book(this.language));
  readonly #sizes = $derived(SIZES.map((unit) => sizeFormat(numerals(this.language), unit)));

  constructor(language: Language) {
    this.language = language;
  }

  /**
   * Returns the text of `key`. Placeables are isolated, so that a name in another direction moves no text around it.
   */
  say = (key: string, values?: Record<string, FluentVariable>): string => {
    const text = this.#book.say(key, values);
    if (text === null) throw new Error(`no text for ${key}`);
    return text;
  };

  /** Returns true if `key` has a text. */
  has = (key: string): boolean => this.#book.has(key);

  /**
   * Returns the words in the reader's language, or in another that they have: for a form's texts, which come by
   * language.
   */
  pick = (words: Readonly<Record<string, string>>): string =>
    words[this.language] ?? words.ru ?? words.en ?? words.kk ?? Object.values(words)[0] ?? "";

  /** Returns a count with the language's separators. */
  count = (value: number): string => new Intl.NumberFormat(numerals(this.language)).format(value);

  /** Returns a moment (RFC 3339) in this device's zone. */
  moment = (time: string, style: Intl.DateTimeFormatOptions = { dateStyle: "medium", timeStyle: "short" }): string => {
    const at = new Date(time);
    if (Number.isNaN(at.getTime())) return time;
    const locale = numerals(this.language);
    // The harmless clock must look like a phone's.
    if (locale !== this.language && style.weekday === "long") return kazakhDay(at);
    return new Intl.DateTimeFormat(locale, locale === this.language ? style : wordless(style)).format(at);
  };

  /** Returns a size in decimal units with two or three digits. */
  size = (bytes: number): string => {
    let unit = 0;
    let value = bytes;
    // From 999.5 on, rounding would give 1,000 of the smaller unit.
    while (value >= 999.5 && unit < SIZES.length - 1) {
      value /= 1000;
      unit += 1;
    }
    return this.#sizes[unit]?.format(value) ?? String(bytes);
  };

  /** Returns a span of seconds in its largest unit: 40 sec, 7 min, 2 hr. */
  span = (seconds: number): string => {
    const [value, unit] = seconds < 90 ? [seconds, "second"] : seconds < 5_400 ? [seconds / 60, "minute"] : [seconds / 3_600, "hour"];
    return new Intl.NumberFormat(numerals(this.language), { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 0 }).format(value);
  };

  /** Returns the name of a language in the reader's words: `kk` is Kazakh. */
  nameOfSpoken = (tag: string): string => {
    try {
      return new Intl.DisplayNames([numerals(this.language)], { type: "language" }).of(tag) ?? tag;
    } catch {
      return tag;
    }
  };

  static nameOf(language: Language): string {
    return NAMES[language];
  }
}

const SIZES = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** Returns a date style that has only numbers. */
function wordless(style: Intl.DateTimeFormatOptions): Intl.DateTimeFormatOptions {
  const { dateStyle, weekday, month, ...rest } = style;
  if (dateStyle) return { ...rest, dateStyle: "short" };
  return month ?? weekday ? { ...rest, month: "2-digit" } : rest;
}

function sizeFormat(language: string, unit: string): Intl.NumberFormat {
  // A byte has no familiar symbol, so it is written out, in the plural too.
  if (unit === "byte") return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" });
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short", maximumSignificantDigits: 3 });
}
