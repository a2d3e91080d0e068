// When an item existed, in sentences: the strongest one that is true comes first, and a judge never reads "not checked"
// alone.
import type { BoundView, ItemVerdictView, VerdictView } from "../bridge/types";
import type { Texts } from "../texts/texts.svelte";
import { visible } from "../texts/visible";
import { altered } from "./wrong";

const FULL = { dateStyle: "long", timeStyle: "long", timeZone: "UTC" } as const;

/** How sure a bound is: proven by a log that somebody vouches for, by one that nobody does, or said by the device alone. */
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

/** By when an item existed, and not earlier than when. */
export function sentences(texts: Texts, item: ItemVerdictView, trusted: boolean): readonly [string, string, ...string[]] {
  // No log proves anything of bytes that were put in place of others.
  const signed = altered(item) && item.notAfter ? [texts.say("times-not-these")] : [];
  return [bound(texts, "latest", item.notAfter, trusted), bound(texts, "earliest", item.notBefore, trusted), ...signed];
}

/** True when it is proven by when an item existed, whatever else about its time is not. */
export function latestProven(item: ItemVerdictView, trusted: boolean): boolean {
  return trusted && item.notAfter?.proven === true && item.notAfter.at !== null;
}

/** The sentences of the one item that a verdict is about, and whether its latest time is proven; none without a verdict. */
export function timesOf(texts: Texts, verdict: VerdictView | null): { times: readonly string[]; proven: boolean } {
  const item = verdict?.items[0];
  if (!verdict || !item) return { times: [], proven: false };
  return { times: sentences(texts, item, verdict.trusted), proven: latestProven(item, verdict.trusted) };
}

/** Items of a verdict, those that are not shown among them. */
export const countOf = (verdict: VerdictView): number => verdict.items.length + verdict.itemsLeftOut;

/** Items by when they existed, of those that are what the device signed. */
const datedOf = (verdict: VerdictView): number => Math.max(0, verdict.dated - verdict.items.filter((item) => altered(item) && item.notAfter !== null && item.notAfter.at !== null).length);

/** True when it is proven by when each item of a verdict existed, as it is here. */
export function allProven(verdict: VerdictView): boolean {
  const dated = datedOf(verdict);
  return verdict.trusted && dated > 0 && dated === countOf(verdict);
}

/** When everything in a verdict existed; of several items by when the last of them did. */
export function together(texts: Texts, verdict: VerdictView): readonly string[] {
  const [only] = verdict.items;
  if (!only) return [];
  if (countOf(verdict) === 1) return sentences(texts, only, verdict.trusted);
  const dated = datedOf(verdict);
  if (verdict.latest === null || dated === 0) return [texts.say("times-all-none")];
  const counts = { count: dated, all: countOf(verdict), at: texts.moment(verdict.latest, FULL) };
  return [texts.say(verdict.trusted ? "times-all-latest" : "times-all-untrusted", counts)];
}
