import { expect, test } from "vitest";
import { kazakhDay } from "./kazakh";
import { choose, LANGUAGES, Texts } from "./texts.svelte";
import { grouped, middle, tailOf, visible } from "./visible";

const plain = (text: string): string => text.replace(/[\u2068\u2069]/g, "").replace(/[\u00a0\u202f]/g, " ");

test("the first language that we have is chosen, English where there is none", () => {
  expect(choose(["kk-KZ", "ru"])).toBe("kk");
  expect(choose(["de", "RU-kz", "en"])).toBe("ru");
  expect(choose(["de"])).toBe("en");
  expect(choose([])).toBe("en");
});

test("1, 2, 5 and 21 take their plural forms", () => {
  const said = (language: "en" | "ru" | "kk", count: number): string =>
    plain(new Texts(language).say("state-title-waiting", { count }));
  expect([1, 2, 5, 21].map((n) => said("en", n))).toEqual([
    "1 item is not delivered yet",
    "2 items are not delivered yet",
    "5 items are not delivered yet",
    "21 items are not delivered yet",
  ]);
  expect([1, 2, 5, 21].map((n) => said("ru", n))).toEqual([
    "Ещё не доставлен 1 материал",
    "Ещё не доставлены 2 материала",
    "Ещё не доставлено 5 материалов",
    "Ещё не доставлен 21 материал",
  ]);
  expect([1, 2, 5, 21].map((n) => said("kk", n))).toEqual([1, 2, 5, 21].map((n) => `${n} материал әлі жеткізілген жоқ`));
});

test("sizes take the unit in which they have three digits at most", () => {
  const { size } = new Texts("en");
  expect([0, 999, 1000, 999_499, 999_500, 12_700_000, 10_737_418_240].map((n) => plain(size(n)))).toEqual([
    "0 bytes",
    "999 bytes",
    "1 kB",
    "999 kB",
    "1 MB",
    "12.7 MB",
    "10.7 GB",
  ]);
});

test("every language has its own name for itself", () => {
  expect(LANGUAGES.map(Texts.nameOf)).toEqual(["Қазақша", "Русский", "English"]);
});

test("a key that no language has is an error, never an empty text", () => {
  expect(() => new Texts("en").say("no-such-key")).toThrow("no-such-key");
});

test("hidden characters are shown, letters of every script stay", () => {
  expect(visible("Əділет ұйымы — №7")).toBe("Əділет ұйымы — №7");
  expect(visible("a\u0000b\u2067c\ufeff")).toBe("a[U+0000]b[U+2067]c[U+FEFF]");
});

test("a digest is grouped so that it can be read aloud", () => {
  expect(grouped("0123456789abcdef0", 16)).toBe("0123 4567 89ab cdef");
});

test("where a webview has no Kazakh, the clock says month and day of the week as a phone does", () => {
  const phone = new Intl.DateTimeFormat("kk", { weekday: "long", day: "numeric", month: "long" });
  const days = [...Array.from({ length: 12 }, (_, n) => new Date(2026, n, 28)), ...Array.from({ length: 7 }, (_, n) => new Date(2026, 10, 1 + n))];
  expect(days.map(kazakhDay)).toEqual(days.map((day) => phone.format(day)));
});

test("the middle of long words gives way, and their ends stay without half a pair of marks", () => {
  expect(middle("Consent: \u2068Grey Heron 34\u2069", 40)).toBe("Consent: \u2068Grey Heron 34\u2069");
  expect(middle("Testimony of \u2068Grey Heron 34\u2069", 15)).toBe("Testimo…eron 34");
  expect(middle("😀😀😀😀😀😀", 4)).toBe("😀😀…😀");
});

test("the end of a name is 12 letters at least, and begins with a word where one is near", () => {
  const page = "Protocol of the polling station number 1204 Almaty, Bostandyk district, page 2559 left.jpg";
  expect(tailOf(page, 0)).toBe("2559 left.jpg");
  expect(tailOf(page, 30)).toBe("district, page 2559 left.jpg");
  expect(tailOf("люди в форме без знаков", 14)).toBe("форме без знаков");
  expect(tailOf("x".repeat(60), 20)).toBe("x".repeat(20));
  expect(tailOf("😀".repeat(30), 0)).toBe("😀".repeat(12));
});

test("long words that stand in narrow places say where they may be parted: no engine here knows how to hyphenate Russian", () => {
  const texts = new Texts("ru");
  for (const [key, word] of [["way-items", "Запечатано"], ["way-items-note", "материалов"], ["way-noted-note", "доказывает"]] as const) {
    const said = texts.say(key, { count: 5 });
    expect(said).not.toContain(word);
    expect(said.replaceAll("\u00AD", "")).toContain(word);
  }
});
