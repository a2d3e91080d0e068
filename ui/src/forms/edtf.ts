// Vague dates on the screen: parts that may be left blank, put together as EDTF (docs/forms.md) and said in words. The
// core decides what is a date; here nothing is made more exact than it was told.
import type { Texts } from "../texts/texts.svelte";
import { type DateFault, longest, readDate, readMonth, readWhen } from "./dates";

/** One moment as typed; blank parts are not known. */
export interface Moment {
  year: string;
  month: string;
  day: string;
  time: string;
  /** `~` about, `?` uncertain, `%` both, or nothing. */
  mark: string;
}

/** At one moment, from one to another, at one or later, at one or earlier. */
export const SHAPES = ["at", "between", "since", "until"] as const;
export type Shape = (typeof SHAPES)[number];

export interface Vague {
  shape: Shape;
  from: Moment;
  to: Moment;
}

export const nothing = (): Moment => ({ year: "", month: "", day: "", time: "", mark: "" });

/** The typed fields of an EDTF text. */
export function parse(edtf: string): Vague {
  const [from = "", to] = edtf.split("/");
  if (to === undefined) return { shape: "at", from: moment(from), to: nothing() };
  if (to === ".." || to === "") return { shape: "since", from: moment(from), to: nothing() };
  if (from === ".." || from === "") return { shape: "until", from: moment(to), to: nothing() };
  return { shape: "between", from: moment(from), to: moment(to) };
}

/** EDTF of what was typed; empty when nothing was. */
export function compose({ shape, from, to }: Vague, timed = true): string {
  const [a, b] = [written(from, timed), written(to, timed)];
  if (shape === "at") return a;
  if (shape === "between") return a === "" && b === "" ? "" : `${a}/${b}`;
  if (a === "") return "";
  return shape === "since" ? `${a}/..` : `../${a}`;
}

/** Text where the day belongs may be a whole date, and a month may be its name. The parts of such a date replace those beside it. */
export function spread(typed: Moment, timed = true): Moment {
  const month = readMonth(typed.month);
  const named = month === null ? typed : { ...typed, month: String(month.number).padStart(2, "0") };
  if (!wordy(typed)) return named;
  const { edtf } = readFirst(typed, timed);
  if (edtf === null) return named;
  const read = moment(edtf);
  return { year: read.year || typed.year, month: read.month || named.month, day: read.day, time: read.time || typed.time, mark: read.mark || typed.mark };
}

/** True where more than a day stands in the field of the day. */
const wordy = ({ day }: Moment): boolean => !/^\d{0,2}$/.test(day.trim());
const readFirst = ({ day }: Moment, timed: boolean): ReturnType<typeof readDate> => (timed ? readWhen(day) : readDate(day));

/** True while a date stands whole in the field of the day: the fields beside it ask nothing more. */
export const whole = (typed: Moment, timed = true): boolean => wordy(typed) && readFirst(typed, timed).edtf !== null;

/** True while a whole date without a time stands there: the time may still be told. */
export const timeless = (typed: Moment): boolean => whole(typed) && typed.time.trim() === "" && /^\d{4}-\d\d-\d\d[~?%]?$/.test(readWhen(typed.day).edtf ?? "");

/** The field that keeps a moment from being understood, and why, where more is known than that. */
export function faultOf(typed: Moment, timed = true): { part: "day" | "month" | "year" | "time"; fault: DateFault | null } | null {
  if (wordy(typed) && !whole(typed, timed)) return { part: "day", fault: readFirst(typed, timed).fault };
  const { year, month, day, time } = spread(typed, timed);
  const [y, m, d] = [year.trim().toUpperCase(), month.trim(), day.trim()];
  if (m !== "" && !/^(0?[1-9]|1[0-2])$/.test(m)) return { part: "month", fault: null };
  if (y !== "" && !/^[\dX]{1,4}$/.test(y)) return { part: "year", fault: null };
  if (d !== "" && (Number(d) < 1 || Number(d) > longest(y.padEnd(4, "X"), m === "" ? null : Number(m)))) return { part: "day", fault: "no-such-day" };
  return time.trim() === "" ? null : { part: "time", fault: null };
}

function moment(text: string): Moment {
  // Text that was not understood as a date stands where it was typed.
  if (text !== "" && !/^[\dX]{4}(-[^-]*){0,2}(T.*)?[~?%]?$/.test(text)) return { ...nothing(), day: text };
  const mark = /[~?%]$/.exec(text)?.[0] ?? "";
  const [date = "", time = ""] = text.slice(0, text.length - mark.length).split("T");
  const [year = "", month = "", day = ""] = date.split("-");
  const known = (part: string): string => (/^X+$/.test(part) ? "" : part);
  return { year: known(year), month: known(month), day: known(day), time, mark };
}

function written(typed: Moment, timed: boolean): string {
  const { year, month, day, time, mark } = spread(typed, timed);
  if (!/^\d{0,2}$/.test(day.trim()) && [year, month, time].every((part) => part.trim() === "")) return day.trim();
  const parts = [year, month, day, time].map((part) => part.trim());
  if (parts.every((part) => part === "")) return "";
  const [y = "", m = "", d = "", t = ""] = parts;
  const two = (part: string): string => (part === "" ? "XX" : part.padStart(2, "0"));
  return `${y.toUpperCase().padEnd(4, "X")}-${two(m)}-${two(d)}${t === "" ? "" : `T${t}`}${mark}`;
}

/** Dates that take the most words. */
export const LONG = ["2026-09-23T20:20~/2026-09-23T20:20~", "198X-XX-XX~/198X-XX-XX~"] as const;

/** An EDTF text in the reader's words; none when it is not understood. */
export function said(texts: Texts, edtf: string): string | null {
  const ends = edtf.split("/");
  if (ends.length === 1) return momentSaid(texts, edtf);
  const [from = "", to = ""] = ends;
  if (ends.length > 2) return null;
  const open = (end: string): boolean => end === "" || end === "..";
  if (open(from) && open(to)) return null;
  const [a, b] = [open(from) ? "" : momentSaid(texts, from), open(to) ? "" : momentSaid(texts, to)];
  if (a === null || b === null) return null;
  if (open(to)) return texts.say("form-date-since", { date: a });
  if (open(from)) return texts.say("form-date-until", { date: b });
  return texts.say("form-date-between", { from: a, to: b });
}

/** The same text by its parts as they were typed, each under its name: for what no date can be made of. */
export function asTyped(texts: Texts, edtf: string): string {
  const ends = edtf.split("/").map((end) => (end === ".." ? "" : end));
  if (ends.length > 2) return edtf;
  const [from = "", to = ""] = ends.map((end) => (end === "" ? "" : (momentSaid(texts, end) ?? momentTyped(texts, end))));
  if (ends.length === 1) return from;
  if (to === "") return texts.say("form-date-since", { date: from });
  if (from === "") return texts.say("form-date-until", { date: to });
  return texts.say("form-date-between", { from, to });
}

function momentTyped(texts: Texts, text: string): string {
  const { year, month, day, time, mark } = moment(text);
  // Where nothing stands beside it, it was written whole.
  if (year === "" && month === "" && time === "") return day;
  const parts = [["day", day], ["month", month], ["year", year.replace(/X+$/, "")], ["time", time]] as const;
  const called = (name: "day" | "month" | "year" | "time"): string => texts.say(`form-date-part-${name}`).toLocaleLowerCase(texts.language);
  const typed = parts.filter(([, part]) => part !== "").map(([name, part]) => `${called(name)} ${part}`);
  return (mark === "" ? typed : [...typed, texts.say("form-date-part-about")]).join(", ");
}

function momentSaid(texts: Texts, text: string): string | null {
  const { time, mark } = moment(text);
  const bare = text.slice(0, text.length - mark.length).split("T")[0] ?? "";
  const read = /^([\dX]{4})(?:-(\d\d|XX))?(?:-(\d\d|XX))?$/.exec(bare);
  if (!read) return null;
  const [year, month, day] = [read[1] ?? "", known(read[2]), known(read[3])];
  if ((month !== null && (month < 1 || month > 12)) || (day !== null && (day < 1 || day > longest(year, month)))) return null;
  const whole = !year.includes("X") && month !== null && day !== null;
  if (time !== "" && (!whole || !/^([01]\d|2[0-3]):[0-5]\d$/.test(time))) return null;
  let date = whole ? format(texts, year, month, day, { dateStyle: "full" }) : partly(texts, year, month, day);
  if (time !== "") date = texts.say("form-date-time", { date, time });
  if (mark === "") return date;
  return texts.say(mark === "~" ? "form-date-about" : "form-date-uncertain", { date });
}

function partly(texts: Texts, year: string, month: number | null, day: number | null): string {
  if (year === "XXXX" && month !== null && day !== null) return [format(texts, "2000", month, day, { month: "long", day: "numeric" }), texts.say("form-date-no-year")].join(", ");
  const full = !year.includes("X");
  const parts: string[] = [];
  if (full && month !== null) parts.push(format(texts, year, month, 1, { year: "numeric", month: "long" }));
  else {
    if (full) parts.push(year);
    else if (year === "XXXX") parts.push(texts.say("form-date-no-year"));
    else parts.push(texts.say("form-date-years", { from: year.replaceAll("X", "0"), to: year.replaceAll("X", "9") }));
    parts.push(month === null ? texts.say("form-date-no-month") : format(texts, "2000", month, 1, { month: "long" }));
  }
  parts.push(day === null ? texts.say("form-date-no-day") : texts.say("form-date-day", { day: String(day) }));
  return parts.join(", ");
}

const known = (part: string | undefined): number | null => (part === undefined || part === "XX" ? null : Number(part));

function format(texts: Texts, year: string, month: number, day: number, style: Intl.DateTimeFormatOptions): string {
  const at = new Date(0);
  at.setUTCFullYear(Number(year), month - 1, day);
  return texts.moment(at.toISOString(), { ...style, timeZone: "UTC" });
}
