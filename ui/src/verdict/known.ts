// Items of a verdict that the open archive has as well: there each has a title.
import type { OfficeBridge } from "../bridge/office";
import type { CaseView, ItemVerdictView } from "../bridge/types";

export type Known = ReadonlyMap<string, CaseView>;
export const NOTHING_KNOWN: Known = new Map();
/** Most items that are looked for. */
const MOST = 100;

/** Looks for those that neither a medium nor a note names. An item that is not there keeps its kind and number. */
export async function knownOf(bridge: Pick<OfficeBridge, "archive" | "case">, items: readonly ItemVerdictView[]): Promise<Known> {
  const known = new Map<string, CaseView>();
  const wanted = items.filter((item) => item.media.length === 0 && !item.note?.trim()).slice(0, MOST);
  try {
    if (wanted.length === 0 || (await bridge.archive()).state !== "open") return known;
  } catch {
    return known;
  }
  for (const { item } of wanted) {
    const found = await bridge.case(item).catch(() => null);
    if (found) known.set(item, found);
  }
  return known;
}
