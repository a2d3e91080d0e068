// When something was, as vague as it was told: parts that may be left blank, put together as EDTF. The core decides what is
// a date; nothing here is made more exact than it was said.
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

/** EDTF of what was typed; none when nothing was. */
export function compose({ about, time, ...parts }: Moment): string | null {
  const from = { ...parts, time: time.trim() === "" ? "" : clock(time), mark: about ? "~" : "" };
  return vague.compose({ shape: "at", from, to: vague.nothing() }) || null;
}

/** The typed fields of an EDTF text of one moment; null for an interval, which is shown as it is. */
export function parse(edtf: string): Moment | null {
  const { shape, from } = vague.parse(edtf);
  if (shape !== "at" || from.mark === "?" || from.mark === "%") return null;
  const { mark, ...parts } = from;
  return { ...parts, about: mark === "~" };
}

/** True while a date stands whole where the day belongs. */
export const whole = ({ about: _, ...parts }: Moment): boolean => vague.whole({ ...parts, mark: "" });
/** The field that keeps a moment from being understood, and why. */
export const faultOf = ({ about: _, ...parts }: Moment): ReturnType<typeof vague.faultOf> => vague.faultOf({ ...parts, mark: "" });

/** A whole date that was written where the day belongs, in its fields. */
export function spread({ about, ...parts }: Moment): Moment {
  const { mark, ...read } = vague.spread({ ...parts, mark: about ? "~" : "" });
  return { ...read, about: mark === "~" };
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
