// When something was, as vague as it was told: parts that may be left blank, put together as EDTF. The core decides what is
// a date; nothing here is made more exact than it was said.

import type { Texts } from "../texts/texts.svelte";

export interface Moment {
  year: string;
  month: string;
  day: string;
  /** `HH:MM`, or blank. */
  time: string;
  about: boolean;
}

export const nothing = (): Moment => ({ year: "", month: "", day: "", time: "", about: false });

/** EDTF of what was typed; none when nothing was. */
export function compose({ year, month, day, time, about }: Moment): string | null {
  const [y, m, d, t] = [year, month, day, time].map((part) => part.trim()) as [string, string, string, string];
  if (y === "" && m === "" && d === "" && t === "") return null;
  const two = (part: string): string => (part === "" ? "XX" : part.padStart(2, "0"));
  return `${y.padEnd(4, "X")}-${two(m)}-${two(d)}${t === "" ? "" : `T${clock(t)}`}${about ? "~" : ""}`;
}

/** What was typed, from an EDTF text of one moment; none for an interval, which is shown as it is. */
export function parse(edtf: string): Moment | null {
  const read = /^([\dX]{4})(?:-(\d\d|XX))?(?:-(\d\d|XX))?(?:T(\d\d:\d\d))?([~?%]?)$/.exec(edtf);
  if (!read || read[5] === "?" || read[5] === "%") return null;
  const known = (part: string | undefined): string => (part === undefined || /^X+$/.test(part) ? "" : part);
  return { year: known(read[1]), month: known(read[2]), day: known(read[3]), time: read[4] ?? "", about: read[5] === "~" };
}

/** An EDTF text as it is read aloud; what is not one moment stays as it is. */
export function said(texts: Texts, edtf: string): string {
  const moment = parse(edtf);
  if (!moment) return edtf;
  const { year, month, day, time, about } = moment;
  const date = new Date(Date.UTC(2000, month === "" ? 0 : Number(month) - 1, day === "" ? 1 : Number(day)));
  if (year !== "" && !year.includes("X")) date.setUTCFullYear(Number(year));
  const known: Intl.DateTimeFormatOptions = {
    ...(year === "" || year.includes("X") ? {} : { year: "numeric" }),
    ...(month === "" ? {} : { month: "long" }),
    ...(day === "" ? {} : { day: "numeric" }),
  };
  const dated = Object.keys(known).length > 0 ? texts.moment(date.toISOString(), { ...known, timeZone: "UTC" }) : "";
  const whole = [dated, time].filter((part) => part !== "").join(", ");
  if (whole === "") return edtf;
  return about ? texts.say("testimony-when-said-about", { when: whole }) : whole;
}

/** `9:05` and `905` are 09:05. */
function clock(typed: string): string {
  const read = /^(\d{1,2})[:.]?(\d{2})$/.exec(typed);
  return read ? `${(read[1] ?? "").padStart(2, "0")}:${read[2]}` : typed;
}
