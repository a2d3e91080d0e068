// Vague dates on the screen: parts that may be blank, composed into EDTF (docs/forms.md) and put into words. The core
// decides whether a text is a date; this file never adds precision.
import type { Texts } from "../texts/texts.svelte";
import { type DateFault, longest, readDate, readMonth, readWhen } from "./dates";

/** One moment as typed; blank parts are unknown. */
export interface Moment {
  year: string;
  month: string;
  day: string;
  time: string;
  /** `~` approximate, `?` uncertain, `%` both, or empty. */
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

/** Returns the fields of an EDTF text. */
export function parse(edtf: string): Vague {
  const [from = "", to] = edtf.split("/");
  if (to === undefined) return { shape: "at", from: moment(from), to: nothing() };
  if (to === ".." || to === "") return { shape: "since", from: moment(from), to: nothing() };
  if (from === ".." || from === "") return { shape: "until", from: moment(to), to: nothing() };
  return { shape: "between", from: moment(from), to: moment(to) };
}

/** Returns the EDTF text of the fields; empty if all are blank. */
export function compose({ shape, from, to }: Vague, timed = true): string {
  const [a, b] = [written(from, timed), written(to, timed)];
  if (shape === "at") return a;
  if (shape === "between") return a === "" && b === "" ? "" : `${a}/${b}`;
  if (a === "") return "";
  return shape === "since" ? `${a}/..` : `../${a}`;
}

/**
 * Splits a whole date in the field of the day into the parts, which replace those beside it; converts a month's name
 * into its number.
 */
export function spread(typed: Moment, timed = true): Moment {
  const month = readMonth(typed.month);
  const named = month === null ? typed : { ...typed, month: String(month.number).padStart(2, "0") };
  if (!wordy(typed)) return named;
  const { edtf } = readFirst(typed, timed);
  if (edtf === null) return named;
  const read = moment(edtf);
  return { year: read.year || typed.year, month: read.month || named.month, day: read.day, time: read.time || typed.time, mark: read.mark || typed.mark };
}

/** Returns true if the field of the day holds more than a day. */
const wordy = ({ day }: Moment): boolean => !/^\d{0,2}$/.test(day.trim());
const readFirst = ({ day }: Moment, timed: boolean): ReturnType<typeof readDate> => (timed ? readWhen(day) : readDate(day));

/** Returns true if the field of the day holds a whole date, so that the other fields need no input. */
export const whole = (typed: Moment, timed = true): boolean => wordy(typed) && readFirst(typed, timed).edtf !== null;

/** Returns the part that is missing beside a whole date: its year, else its time; null if it is complete. */
export function leaves(typed: Moment, timed: boolean): "year" | "time" | null {
  if (!whole(typed, timed)) return null;
  if (typed.year.trim() === "" && readFirst(typed, timed).edtf?.startsWith("XXXX")) return "year";
  return timed && timeless(typed) ? "time" : null;
}

/** Returns true for a whole date without a time, which may still be added. */
const timeless = (typed: Moment): boolean => whole(typed) && typed.time.trim() === "" && /^\d{4}-\d\d-\d\d[~?%]?$/.test(readWhen(typed.day).edtf ?? "");

/** Returns the field that makes a moment unreadable, with the fault if it is known; null otherwise. */
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
  // Text that is no date stays in the field where it was typed.
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

/** The dates with the longest words. */
export const LONG = ["2026-09-23T20:20~/2026-09-23T20:20~", "198X-XX-XX~/198X-XX-XX~"] as const;

/** Returns an EDTF text in the reader's words; null if it is unreadable. */
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

/** Returns the typed parts of an EDTF text, each under its name, where they make no date. */
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
  // A text without other parts was typed as a whole.
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
