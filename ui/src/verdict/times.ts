// The time of an item's existence in sentences: the strongest true one comes first, and a judge never reads "not
// checked" alone.
import type { BoundView, ItemVerdictView, VerdictView } from "../bridge/types";
import type { Texts } from "../texts/texts.svelte";
import { visible } from "../texts/visible";
import { altered } from "./wrong";

const FULL = { dateStyle: "long", timeStyle: "long", timeZone: "UTC" } as const;

/**
 * Returns how sure a bound is: proven by a trusted log, proven by a log without trust, or only claimed by the device.
 */
function surely(bound: BoundView, trusted: boolean): "proven" | "untrusted" | "claimed" {
  if (!bound.proven) return "claimed";
  return trusted ? "proven" : "untrusted";
}

function bound(texts: Texts, side: "latest" | "earliest", one: BoundView | null, trusted: boolean): string {
  if (!one) return texts.say(side === "latest" ? "times-latest-none" : "times-earliest-none");
  const log = visible(one.log);
  if (one.at === null) return texts.say(side === "latest" ? "times-latest-order" : "times-earliest-order", { log, size: one.size });
  const who = texts.say(`voucher-${one.by}`);
  const at = texts.moment(one.at, FULL);
  const how = surely(one, trusted);
  return texts.say(side === "latest" ? `times-latest-${how}` : `times-earliest-${how}`, { at, who, log, size: one.size });
}

/** Returns the sentences on the latest and the earliest time of an item's existence. */
export function sentences(texts: Texts, item: ItemVerdictView, trusted: boolean): readonly [string, string, ...string[]] {
  // A log proves no time for bytes that replaced others.
  const signed = altered(item) && item.notAfter ? [texts.say("times-not-these")] : [];
  return [bound(texts, "latest", item.notAfter, trusted), bound(texts, "earliest", item.notBefore, trusted), ...signed];
}

/** Returns true if the latest time of an item's existence is proven, independent of its earliest time. */
export function latestProven(item: ItemVerdictView, trusted: boolean): boolean {
  return trusted && item.notAfter?.proven === true && item.notAfter.at !== null;
}

/** Returns the sentences on a verdict's first item, and whether its latest time is proven; none without a verdict. */
export function timesOf(texts: Texts, verdict: VerdictView | null): { times: readonly string[]; proven: boolean } {
  const item = verdict?.items[0];
  if (!verdict || !item) return { times: [], proven: false };
  return { times: sentences(texts, item, verdict.trusted), proven: latestProven(item, verdict.trusted) };
}

/** Returns the number of items in a verdict, including those that are not listed. */
export const countOf = (verdict: VerdictView): number => verdict.items.length + verdict.itemsLeftOut;

/** Returns the number of items with a latest time whose content is the signed one. */
const datedOf = (verdict: VerdictView): number => Math.max(0, verdict.dated - verdict.items.filter((item) => altered(item) && item.notAfter !== null && item.notAfter.at !== null).length);

/** Returns true if the latest time is proven for every item of a verdict, with its present content. */
export function allProven(verdict: VerdictView): boolean {
  const dated = datedOf(verdict);
  return verdict.trusted && dated > 0 && dated === countOf(verdict);
}

/** Returns the sentences on the time of everything in a verdict; for several items, the latest time of the last one. */
export function together(texts: Texts, verdict: VerdictView): readonly string[] {
  const [only] = verdict.items;
  if (!only) return [];
  if (countOf(verdict) === 1) return sentences(texts, only, verdict.trusted);
  const dated = datedOf(verdict);
  if (verdict.latest === null || dated === 0) return [texts.say("times-all-none")];
  const counts = { count: dated, all: countOf(verdict), at: texts.moment(verdict.latest, FULL) };
  return [texts.say(verdict.trusted ? "times-all-latest" : "times-all-untrusted", counts)];
}
