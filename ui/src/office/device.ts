// The name of a device, and its state with the organisation.
import type { CodeView, StateView } from "../bridge/types";
import type { Texts } from "../texts/texts.svelte";

/** Returns the five words in the letters that the reader reads. */
export function codeOf(texts: Texts, code: CodeView | undefined): string {
  return (texts.language === "en" ? code?.latin : code?.cyrillic) ?? "";
}

/** Returns the present state in one line. */
export function stateOf(texts: Texts, now: StateView): { text: string; care: boolean } {
  const care = !["admitted", "confirmed", "renewed"].includes(now.state);
  if (now.state === "ended") return { text: texts.say(now.itself ? "devices-state-ended-from" : "devices-state-ended-after", { seq: now.seq }), care };
  return { text: texts.say(`devices-state-${now.state}`, now.state === "renewed" ? { seq: now.seq } : {}), care };
}
