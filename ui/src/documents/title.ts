// The title of an item, in the reader's language.
import type { HeadingView, LineView, RecordView } from "../bridge/types";
import type { Texts } from "../texts/texts.svelte";
import { grouped, visible } from "../texts/visible";
import { heldOf } from "./held";

/** Returns the title of a line of the list, or of a related item; never a name that the witness compartment keeps. */
export function titleOf(texts: Texts, line: Pick<LineView, "item" | "title" | "heading" | "witness">, record: RecordView | null = null): string {
  if (line.witness) return texts.say("list-witness");
  if (line.heading) return headingOf(texts, line.heading);
  if (!line.title && record && heldOf(record)) return texts.say("title-held");
  return line.title ? visible(line.title) : texts.say("list-untitled", { item: grouped(line.item, 8) });
}

function headingOf(texts: Texts, heading: HeadingView): string {
  switch (heading.of) {
    case "testimony":
      return texts.say("title-testimony", { name: visible(heading.pseudonym) });
    case "consent":
    case "withdrawal": {
      const name = heading.pseudonym;
      return name === null ? texts.say(`title-${heading.of}-unnamed`) : texts.say(`title-${heading.of}`, { name: visible(name) });
    }
    case "form": {
      const known = Object.keys(heading.title).length > 0;
      const form = known ? texts.pick(heading.title) : texts.say("title-form-unnamed", { id: visible(heading.id) });
      if (heading.station !== null) return texts.say("title-form-station", { form, station: visible(heading.station) });
      return texts.say("title-form", { form, count: heading.answers });
    }
    case "tag": {
      const tag = codeSaid(texts, "tag", heading.tag);
      return heading.about === null ? texts.say("title-tag-alone", { tag }) : texts.say("title-tag", { tag, item: grouped(heading.about, 8) });
    }
    case "held":
      return texts.say("title-held");
    case "tally":
      return texts.say(heading.step < 0 ? "title-tally-less" : "title-tally-more", { what: codeSaid(texts, "tally", heading.tally) });
  }
}

/** Returns a tag's or a tally's code in words; an unknown code is returned unchanged. */
export function codeSaid(texts: Texts, list: "tag" | "tally", code: string): string {
  const key = `${list}-${code}`;
  return texts.has(key) ? texts.say(key) : visible(code);
}
