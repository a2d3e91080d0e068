// Files that a verdict finds wrong, by name, then items that no such file stands for.
import type { ItemVerdictView, VerdictView } from "../bridge/types";
import type { Texts } from "../texts/texts.svelte";
import type { Names } from "./names";

export interface Wrong {
  /** The first few, as a reader knows them. */
  readonly things: readonly string[];
  /** How many are not among them. */
  readonly more: number;
  /** Items with which nothing is wrong, and items of which nothing can be said; none where not all items are known. */
  readonly others: number;
  readonly dark: number;
}

/** Things named at once. */
const NAMED = 3;

/** A file's name for a headline: of a digest its beginning tells it apart, and the whole of it stands below. */
export const shortly = (name: string): string => name.replace(/([0-9a-f]{8})[0-9a-f]{24,}/g, "$1…");

/** True when a file of the item is not what was signed, or is not there. */
export const hurt = (item: ItemVerdictView): boolean => item.files.some((file) => file.state === "altered" || file.state === "missing");

/** True when its content is not what the device signed. */
export const altered = (item: ItemVerdictView): boolean => item.files.some((file) => file.state === "altered") || item.answers.some(({ question, status }) => question === "content" && status === "failed");

export function wrongOf(texts: Texts, verdict: VerdictView, names: Names): Wrong | null {
  const failed = verdict.answers.flatMap(({ reasons }) => reasons).filter(({ status }) => status === "failed");
  const paths = [...new Set(failed.flatMap(({ files }) => files))];
  const owners = new Set(paths.map((path) => names.owner(path)));
  const items = [...new Set(failed.flatMap((reason) => reason.items))].filter((item) => !owners.has(item));
  const states = new Map(verdict.items.flatMap(({ files }) => files).map(({ path, state }) => [path, state]));
  const file = (path: string): string => {
    const state = states.get(path);
    const name = shortly(names.file(path));
    if (state !== "altered" && state !== "missing") return name;
    return [name, texts.say(`file-${state}`)].join(" – ");
  };
  const things = [...paths.map(file), ...items.map((item) => names.item(item))];
  if (things.length === 0) return null;
  const unnamed = Math.max(0, ...failed.map((reason) => reason.about - reason.items.length));
  const right = verdict.items.filter((item) => !hurt(item) && item.answers.every(({ status }) => status !== "failed"));
  const dark = right.filter(({ answers }) => answers.some(({ question, status }) => question === "content" && status === "not-checked"));
  const all = verdict.itemsLeftOut === 0;
  return {
    things: things.slice(0, NAMED),
    more: Math.max(0, things.length - NAMED) + unnamed,
    others: all ? right.length - dark.length : 0,
    dark: all ? dark.length : 0,
  };
}
