import { expect, test } from "vitest";
import { LANGUAGES, Texts } from "../texts/texts.svelte";
import { beginOf, dayOf, spanOf } from "./days";

const NOW = new Date(2026, 11, 5, 12);
const span = (from: string, to: string): { from: string | null; to: string | null } => ({ from: beginOf(from, 0), to: beginOf(to, 0) });

test.each(["30 ноября", "30 ноября 2026", "30 ноября 2026 г.", "30.11.2026", "30.11.26", "30.11", "30 November", "30 november 2026", "November 30, 2026", "30 қараша", "30 қараша 2026 ж.", "2026-11-30", "30.11.2026 14:20", "около 30.11.2026"])(
  "searched words that are the day %s offer this day",
  (typed) => expect(spanOf(typed, NOW)).toMatchObject(span("2026-11-30", "2026-12-01")),
);

test.each([
  ["ноябрь 2026", "2026-11-01", "2026-12-01"],
  ["11.2026", "2026-11-01", "2026-12-01"],
  ["декабрь", "2026-12-01", "2027-01-01"],
  ["2026", "2026-01-01", "2027-01-01"],
  ["6 декабря", "2025-12-06", "2025-12-07"],
  ["5 декабря", "2026-12-05", "2026-12-06"],
  ["29 февраля", "2024-02-29", "2024-03-01"],
  ["31.12.2026", "2026-12-31", "2027-01-01"],
])("searched words that are the time %s offer it, without its year the newest that has begun", (typed, from, to) => expect(spanOf(typed, NOW)).toMatchObject(span(from, to)));

test.each(["", "2", "14", "у фонтана", "30 человек", "198X", "1980-е", "31.02.2026", "IMG_2041.jpg", "Duck 34", "17.05.260"])("searched words that are no one day, month or year (%j) offer none", (typed) => expect(spanOf(typed, NOW)).toBeNull());

test("a day is offered as the list itself writes it, in every language", () => {
  for (const language of LANGUAGES) {
    const texts = new Texts(language);
    for (const style of ["short", "medium", "long"] as const) {
      if (style === "short" && language === "en") continue;
      const written = texts.moment(beginOf("2026-11-30", 0) ?? "", { dateStyle: style });
      expect(spanOf(written, NOW), written).toMatchObject(span("2026-11-30", "2026-12-01"));
    }
  }
});

test("a day that begins by the reader's clock is shown as this day again", () => {
  expect(dayOf(beginOf("2026-11-30", 0), 0)).toBe("2026-11-30");
  expect(dayOf(beginOf("2026-11-30", 1), -1)).toBe("2026-11-30");
  expect([beginOf("", 0), dayOf(null, 0)]).toEqual([null, ""]);
});
