// Days of the reader's own clock: as bounds of a filter, and as words of a search.
import { longest, readWhen } from "../forms/dates";

const two = (n: number): string => String(n).padStart(2, "0");

/** Returns the moment at which a day begins, `add` days later; null for no day. */
export function beginOf(day: string, add: number): string | null {
  const [y, m, d] = day.split("-").map(Number);
  return y && m && d ? new Date(y, m - 1, d + add).toISOString() : null;
}

/** Returns the day of a moment, `add` days later; empty for no moment. */
export function dayOf(at: string | null, add: number): string {
  if (at === null) return "";
  const then = new Date(at);
  then.setDate(then.getDate() + add);
  return `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())}`;
}

/** A whole day, month or year. */
export interface Span {
  readonly from: string;
  readonly to: string;
  /** The span's precision. */
  readonly of: "day" | "month" | "year";
}

/**
 * The Kazakh list writes years with two digits. A birthday may be in either of two centuries, an item of an archive is
 * in this one.
 */
const SHORT_YEAR = /^(\s*\d{1,2}\.\d{1,2}\.)(\d\d)(?=\D*$)/;

/**
 * Returns the single day, month or year that the words spell; null for other words. Without a year it is the newest
 * that has begun.
 */
export function spanOf(words: string, now: Date): Span | null {
  const typed = words.replace(SHORT_YEAR, "$120$2");
  const read = /^(\d{4}|XXXX)(?:-(\d\d))?(?:-(\d\d))?(?:T.*)?[~?%]?$/.exec(readWhen(typed).edtf ?? "");
  if (!read) return null;
  const [month, day] = [read[2], read[3]].map((part) => (part === undefined ? null : Number(part)));
  if (month === undefined || day === undefined) return null;
  const year = read[1] === "XXXX" ? newest(month, day, now) : Number(read[1]);
  if (year === null) return null;
  const at = (add: [number, number, number]): string => new Date(year + add[0], (month ?? 1) - 1 + add[1], (day ?? 1) + add[2]).toISOString();
  const of = day !== null ? "day" : month !== null ? "month" : "year";
  return { from: at([0, 0, 0]), to: at([of === "year" ? 1 : 0, of === "month" ? 1 : 0, of === "day" ? 1 : 0]), of };
}

/** Two leap days are at most eight years apart. */
const YEARS = 8;

function newest(month: number | null, day: number | null, now: Date): number | null {
  if (month === null) return null;
  for (let year = now.getFullYear(); year >= now.getFullYear() - YEARS; year -= 1) {
    if (new Date(year, month - 1, day ?? 1) <= now && (day ?? 1) <= longest(String(year), month)) return year;
  }
  return null;
}
