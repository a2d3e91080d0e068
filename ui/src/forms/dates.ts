// Reads dates in local spelling: day before month, with dots or with the month in words of three languages. Also reads
// a month alone, a year alone, a day without its year, "about", and our own output (EDTF). A year of two digits could
// be in either of two centuries and is refused.

/** Faults of a typed date: its year is short, the calendar has no such day, or it is unreadable. */
export const FAULTS = ["short-year", "no-such-day", "unclear"] as const;
export type DateFault = (typeof FAULTS)[number];

/** The typed date as EDTF, or its fault; both null for empty text. */
export interface ReadDate {
  readonly edtf: string | null;
  readonly fault: DateFault | null;
}

const SAID_BY = {
  ru: ["январь января январе", "февраль февраля феврале", "март марта марте", "апрель апреля апреле", "май мая мае", "июнь июня июне", "июль июля июле", "август августа августе", "сентябрь сентября сентябре", "октябрь октября октябре", "ноябрь ноября ноябре", "декабрь декабря декабре"],
  // Also in the letters of a Russian keyboard.
  kk: ["қаңтар кантар", "ақпан акпан", "наурыз", "сәуір сауир", "мамыр", "маусым", "шілде шилде", "тамыз", "қыркүйек кыркуйек", "қазан казан", "қараша караша", "желтоқсан желтоксан"],
  en: ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"],
} as const;

interface Month {
  readonly number: number;
  /** True if the day may follow the month. */
  readonly leads: boolean;
}

/** Words around a date that add no information. */
const NOISE = new Set("г гг год года году годы ж жыл жылы жылғы жылдың го ое числа күні th st nd rd of in в".split(" "));
const ABOUT = new Set("около примерно приблизительно ок шамамен about around circa c ca".split(" "));
/** Most letters that a Kazakh case adds to a month. */
const CASE = 4;

/** Returns a month by its whole name or its first three letters or more. */
export function readMonth(word: string): Month | null {
  const told = word.trim().toLowerCase().replace(/\.$/, "");
  if (told.length < 3) return null;
  for (const [language, months] of Object.entries(SAID_BY)) {
    const at = months.findIndex((names) =>
      names.split(" ").some((name) => name.startsWith(told) || (language === "kk" && told.startsWith(name) && told.length <= name.length + CASE)),
    );
    if (at >= 0) return { number: at + 1, leads: language === "en" };
  }
  return null;
}

export function readDate(typed: string): ReadDate {
  const text = typed.trim().toLowerCase();
  if (text === "") return { edtf: null, fault: null };
  const decade = /^(\d{3})0(?:s|-?(?:е|ые|х))(?: ?(?:гг|годы|годов|годах)\.?)?$/.exec(text);
  if (decade) return { edtf: `${decade[1]}X`, fault: null };
  const own = /^[\dx]{4}(?:-(?:\d{1,2}|xx)){0,2}[~?%]?$/.test(text);
  if (own) return ours(text.toUpperCase());

  let [about, month, leads] = [/^~|~$/.test(text), null as Month | null, false];
  let unknown = false;
  const rest = text.replace(/~/g, "").replace(/\p{L}+\.?/gu, (word, at: number) => {
    const bare = word.replace(/\.$/, "");
    const named = readMonth(bare);
    if (ABOUT.has(bare)) about = true;
    else if (named && month === null) [month, leads] = [named, !/\d/.test(text.slice(0, at)) && !named.leads];
    else if (!NOISE.has(bare)) unknown = true;
    return " ";
  });
  if (unknown) return refused("unclear");
  const read = month === null ? inDigits(rest) : inWords(rest, (month as Month).number, leads);
  return read.edtf !== null && about ? { edtf: `${read.edtf}~`, fault: null } : read;
}

/** Reads a date, or a whole date followed by a time: `17.05.2026 14:20`. */
export function readWhen(typed: string): ReadDate {
  const timed = /^(.*\S)[\s,]+(?:(?:в|at|сағат|сагат) )?(\d{1,2})[:.](\d{2})$/i.exec(typed.trim());
  const date = timed ? readDate(timed[1] ?? "") : null;
  if (!timed || !date?.edtf || !/^\d{4}-\d\d-\d\d~?$/.test(date.edtf)) return readDate(typed);
  const [hour, minute] = [timed[2] ?? "", timed[3] ?? ""];
  if (Number(hour) > 23 || Number(minute) > 59) return refused("unclear");
  return { edtf: `${date.edtf.slice(0, 10)}T${hour.padStart(2, "0")}:${minute}${date.edtf.slice(10)}`, fault: null };
}

/** Reads `17.05.1980`, `05.1980`, `17.05`, `1980`. */
function inDigits(rest: string): ReadDate {
  const bare = rest.replace(/\s*\.\s*/g, ".").trim().replace(/[.,]+$/, "");
  const read = /^(?:(?:(\d{1,2})\.)?(\d{1,2})\.)?(\d{1,4})$/.exec(bare);
  if (!read) return refused("unclear");
  const [day, month, last] = [read[1], read[2], read[3] ?? ""];
  if (last.length === 4) return put(last, month, day);
  if (last.length === 3) return refused("unclear");
  // Two numbers are a day and a month if possible.
  if (day === undefined && month !== undefined && Number(last) <= 12) return put("XXXX", last, month);
  return refused(day === undefined && month === undefined && Number(last) <= 31 ? "unclear" : "short-year");
}

/** Reads `17` or `17 1980` beside a month in words; `after` if all numbers follow a month that precedes its year. */
function inWords(rest: string, month: number, after: boolean): ReadDate {
  const numbers = rest.split(/[\s.,-]+/).filter((part) => part !== "");
  if (numbers.some((one) => !/^(\d{1,2}|\d{4})$/.test(one)) || numbers.length > 2) return refused("unclear");
  const years = numbers.filter((one) => one.length === 4);
  const days = numbers.filter((one) => one.length < 4);
  if (years.length > 1) return refused("unclear");
  if (days.length > 1 || (days.length === 1 && years.length === 0 && (after || Number(days[0]) > 31))) return refused("short-year");
  return put(years[0] ?? "XXXX", String(month), days[0]);
}

function ours(edtf: string): ReadDate {
  const mark = /[~?%]$/.exec(edtf)?.[0] ?? "";
  const [year = "", month, day] = edtf.slice(0, edtf.length - mark.length).split("-");
  const read = put(year, month, day);
  return read.edtf === null ? read : { edtf: `${read.edtf}${mark}`, fault: null };
}

function put(year: string, month: string | undefined, day: string | undefined): ReadDate {
  const two = (part: string | undefined): string => (part === undefined ? "" : `-${part.padStart(2, "0")}`);
  const [m, d] = [number(month), number(day)];
  if ((m !== null && (m < 1 || m > 12)) || (d !== null && (d < 1 || d > longest(year, m)))) return refused("no-such-day");
  return { edtf: `${year}${two(month)}${two(day)}`, fault: null };
}

const refused = (fault: DateFault): ReadDate => ({ edtf: null, fault });
const number = (part: string | undefined): number | null => (part === undefined || part === "XX" ? null : Number(part));

/** Returns the days of a month. 2000 was a leap year: with an unknown year, 29 February is possible. */
export function longest(year: string, month: number | null): number {
  if (month === null) return 31;
  const day = new Date(0);
  day.setUTCFullYear(year.includes("X") ? 2000 : Number(year), month, 0);
  return day.getUTCDate();
}
