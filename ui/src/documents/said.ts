// Answers, dates and stretches of sound in the reader's words.
import type { RowView, SaidView } from "../bridge/types";
import { said as dateSaid } from "../forms/edtf";
import type { Texts } from "../texts/texts.svelte";
import { visible, visibleLines } from "../texts/visible";

/** Returns a vague date in words; other text is returned unchanged. */
export function when(texts: Texts, edtf: string): string {
  return dateSaid(texts, edtf) ?? visible(edtf);
}

/** Returns a moment in this device's time zone, with the zone's name: paper does not show whose clock it was. */
export function moment(texts: Texts, at: string): string {
  return texts.moment(at, { year: "numeric", month: "long", day: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short" });
}

export function language(texts: Texts, tag: string): string {
  return visible(texts.nameOfSpoken(tag));
}

/** Returns the milliseconds of a recording as `1:01`. */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (n: number): string => String(n).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** Returns the words of a question, or the record's own name for it. */
export function labelOf(texts: Texts, row: RowView): string {
  if (Object.keys(row.label).length > 0) return texts.pick(row.label);
  if (row.name === "note") return texts.say("office-record-note");
  if (row.name === "text") return texts.say("doc-text");
  return visible(row.name);
}

/** Returns the answer to a question in words. */
export function answerOf(texts: Texts, row: RowView): string {
  const values = row.values.map((one) => valueOf(texts, row.kind, one));
  const [first = "", second = ""] = values;
  switch (row.state) {
    case "value":
      return values.filter((one) => one !== "").join(", ");
    case "range":
      if (first === "") return texts.say("form-at-most", { value: second });
      if (second === "") return texts.say("form-at-least", { value: first });
      return texts.say("office-said-range", { from: first, to: second });
    case "about":
      return texts.say("office-said-about", { value: first });
    case "unknown":
      return texts.say("office-said-unknown");
    case "refused":
      return texts.say("office-said-refused");
    case "not-applicable":
      return texts.say("office-said-not-applicable");
    case "none":
      return texts.say("doc-none-said");
    default:
      return visible(row.state);
  }
}

function valueOf(texts: Texts, kind: string, value: SaidView): string {
  if (Object.keys(value.label).length > 0) return texts.pick(value.label);
  if (kind === "date" || kind === "when") return when(texts, value.text);
  if (kind === "datetime") return moment(texts, value.text);
  if (value.text === "true" || value.text === "false") return texts.say(value.text === "true" ? "form-true" : "form-false");
  const whole = /^-?\d{1,15}$/.test(value.text);
  return whole && ["integer", "calculate"].includes(kind) ? texts.count(Number(value.text)) : kind === "text" ? visibleLines(value.text) : visible(value.text);
}
