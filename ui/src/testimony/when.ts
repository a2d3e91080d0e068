// A time as vague as it was told: its parts may be blank and become EDTF. The core decides whether a text is a date;
// this file never adds precision.
import { clock } from "../forms/answers";
import * as vague from "../forms/edtf";
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

/** Returns the EDTF text of the fields; null if all are blank. */
export function compose({ about, time, ...parts }: Moment): string | null {
  const from = { ...parts, time: time.trim() === "" ? "" : clock(time), mark: about ? "~" : "" };
  return vague.compose({ shape: "at", from, to: vague.nothing() }) || null;
}

/** Returns the fields of an EDTF text of one moment; null for an interval, which is shown unchanged. */
export function parse(edtf: string): Moment | null {
  const { shape, from } = vague.parse(edtf);
  if (shape !== "at" || from.mark === "?" || from.mark === "%") return null;
  const { mark, ...parts } = from;
  return { ...parts, about: mark === "~" };
}

/** Returns true if the field of the day holds a whole date. */
export const whole = ({ about: _, ...parts }: Moment): boolean => vague.whole({ ...parts, mark: "" });
/** Returns the field that makes a moment unreadable, and its fault. */
export const faultOf = ({ about: _, ...parts }: Moment): ReturnType<typeof vague.faultOf> => vague.faultOf({ ...parts, mark: "" });

/** Splits a whole date in the field of the day into the fields. */
export function spread({ about, ...parts }: Moment): Moment {
  const { mark, ...read } = vague.spread({ ...parts, mark: about ? "~" : "" });
  return { ...read, about: mark === "~" };
}
/** Returns an EDTF text for reading aloud; other text is returned unchanged. */
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
