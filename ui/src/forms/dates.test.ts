import { expect, test } from "vitest";
import { Texts } from "../texts/texts.svelte";
import { type DateFault, readDate, readWhen } from "./dates";
import { compose, faultOf, nothing, said, spread, whole } from "./edtf";

test.each([
  ["17.05.1980", "1980-05-17"],
  ["7.5.1980", "1980-05-07"],
  [" 17. 05. 1980 ", "1980-05-17"],
  ["17.05.1980 г.", "1980-05-17"],
  ["17.05", "XXXX-05-17"],
  ["05.12", "XXXX-12-05"],
  ["05.1980", "1980-05"],
  ["1980", "1980"],
  ["1980 год", "1980"],
  ["1980 г.", "1980"],
  ["1980 жылы", "1980"],
  ["1980-05-17", "1980-05-17"],
  ["1980-5-7", "1980-05-07"],
  ["1980-05", "1980-05"],
  ["1980-05-XX", "1980-05-XX"],
  ["198X", "198X"],
  ["1980-е", "198X"],
  ["1980-е годы", "198X"],
  ["1980s", "198X"],
  ["17 мая", "XXXX-05-17"],
  ["17 мая 1980", "1980-05-17"],
  ["17 МАЯ 1980 г.", "1980-05-17"],
  ["17-го мая 1980 года", "1980-05-17"],
  ["май 1980", "1980-05"],
  ["в мае 1980 года", "1980-05"],
  ["9 июня 2019", "2019-06-09"],
  ["9 июля 2019", "2019-07-09"],
  ["1 янв. 2001", "2001-01-01"],
  ["29 февраля", "XXXX-02-29"],
  ["29 февраля 2020", "2020-02-29"],
  ["17 мамыр 1980", "1980-05-17"],
  ["1980 жылғы 17 мамыр", "1980-05-17"],
  ["17 мамырда", "XXXX-05-17"],
  ["мамыр 1980", "1980-05"],
  ["3 қаңтар 1999", "1999-01-03"],
  ["3 кантар 1999", "1999-01-03"],
  ["5 маусым", "XXXX-06-05"],
  ["17 May 1980", "1980-05-17"],
  ["May 17, 1980", "1980-05-17"],
  ["17th of May 1980", "1980-05-17"],
  ["May 17", "XXXX-05-17"],
  ["Sept 1980", "1980-09"],
  ["около 1980", "1980~"],
  ["примерно май 1980", "1980-05~"],
  ["шамамен 1980", "1980~"],
  ["about 1980", "1980~"],
  ["1980~", "1980~"],
])("%s is read as %s", (typed, edtf) => {
  expect(readDate(typed)).toEqual({ edtf, fault: null });
});

test.each<[string, DateFault]>([
  ["17.05.80", "short-year"],
  ["17.5.80", "short-year"],
  ["05.80", "short-year"],
  ["80", "short-year"],
  ["17 мая 80", "short-year"],
  ["май 80", "short-year"],
  // Ambiguous: May of 2017, or the 17th of May.
  ["май 17", "short-year"],
  ["31.02.1980", "no-such-day"],
  ["17.13.1980", "no-such-day"],
  ["05/17/1980", "unclear"],
  ["29.02.2019", "no-such-day"],
  ["1980-13", "no-such-day"],
  ["32 мая", "short-year"],
  ["32 мая 1980", "no-such-day"],
  ["17", "unclear"],
  ["198", "unclear"],
  ["весна 1980", "unclear"],
  ["вчера", "unclear"],
  ["17 мая мая", "unclear"],
  ["17.05.1980.12", "unclear"],
  ["1980 1981 май", "unclear"],
])("%s is refused: %s", (typed, fault) => {
  expect(readDate(typed)).toEqual({ edtf: null, fault });
});

test("nothing typed is neither a date nor a fault", () => {
  expect(readDate("  ")).toEqual({ edtf: null, fault: null });
});

test("each date that is read can be said in words of every language", () => {
  for (const language of ["kk", "ru", "en"] as const) {
    const texts = new Texts(language);
    for (const typed of ["17.05.1980", "17 мая", "05.1980", "1980", "1980-е", "около 1980"]) {
      expect(said(texts, readDate(typed).edtf ?? "")).not.toBeNull();
    }
  }
});

test.each([
  ["17.05.2026 14:20", "2026-05-17T14:20"],
  ["17.05.2026, 9:05", "2026-05-17T09:05"],
  ["17.05.2026 14.20", "2026-05-17T14:20"],
  ["17 мая 2026 в 14:20", "2026-05-17T14:20"],
  ["около 17.05.2026 14:20", "2026-05-17T14:20~"],
  ["17. 05. 1980", "1980-05-17"],
])("%s is read as %s where a time may be told", (typed, edtf) => {
  expect(readWhen(typed)).toEqual({ edtf, fault: null });
});

test.each(["17.05 14:20", "17.05.2026 25:00", "05.2026 14:20"])("%s is no moment", (typed) => {
  expect(readWhen(typed).edtf).toBeNull();
});

test("a whole date in the first field replaces the parts beside it, and only what it does not say stays", () => {
  const before = { ...nothing(), year: "2019", month: "06", time: "11:40" };
  expect(spread({ ...before, day: "17.05.2026" })).toEqual({ ...before, year: "2026", month: "05", day: "17" });
  expect(spread({ ...before, day: "17.05.2026 14:20" })).toEqual({ ...before, year: "2026", month: "05", day: "17", time: "14:20" });
  expect(spread({ ...before, day: "17 мая" })).toEqual({ ...before, month: "05", day: "17" });
  expect(whole({ ...nothing(), day: "17.05.2026 14:20" }, false)).toBe(false);
  expect(compose({ shape: "at", from: { ...nothing(), day: "17.05.2026 14:20" }, to: nothing() })).toBe("2026-05-17T14:20");
});

test("the field that keeps a date from being understood is known", () => {
  const at = (parts: Partial<ReturnType<typeof nothing>>): string | undefined => faultOf({ ...nothing(), ...parts })?.part;
  expect(at({ day: "17", month: "13", year: "2026" })).toBe("month");
  expect(at({ day: "31", month: "02", year: "2026" })).toBe("day");
  expect(at({ day: "17.05.26" })).toBe("day");
  expect(at({ day: "17", month: "05", year: "20a" })).toBe("year");
  expect(at({ day: "17", month: "05", time: "11:40" })).toBe("time");
  expect(at({ day: "17", month: "05" })).toBeUndefined();
});

test("a day whose year is not known is said as people say it", () => {
  const say = (language: "kk" | "ru" | "en"): string => (said(new Texts(language), "XXXX-05-17") ?? "").replace(/[\u2068\u2069]/g, "");
  expect([say("ru"), say("en"), say("kk")]).toEqual(["17 мая, год неизвестен", "May 17, year not known", "17 мамыр, жылы белгісіз"]);
});
