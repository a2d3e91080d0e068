// Finds the items of a verdict that the open archive has too, and whose titles it knows.
import type { OfficeBridge } from "../bridge/office";
import type { CaseView, ItemVerdictView } from "../bridge/types";

export type Known = ReadonlyMap<string, CaseView>;
export const NOTHING_KNOWN: Known = new Map();
/** Most items that are searched for. */
const MOST = 100;

/**
 * Returns the archive's data of the items without a medium and a note. Items outside the archive keep their kind and
 * number.
 */
export async function knownOf(bridge: Partial<Pick<OfficeBridge, "archive" | "case">>, items: readonly ItemVerdictView[]): Promise<Known> {
  const known = new Map<string, CaseView>();
  const wanted = items.filter((item) => item.media.length === 0 && !item.note?.trim()).slice(0, MOST);
  try {
    if (wanted.length === 0 || (await bridge.archive?.())?.state !== "open") return known;
  } catch {
    return known;
  }
  for (const { item } of wanted) {
    const found = await bridge.case?.(item).catch(() => null);
    if (found) known.set(item, found);
  }
  return known;
}
