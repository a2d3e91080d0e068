// Finds the wrong files of a verdict, by name, then the failed items without such a file.
import type { ItemVerdictView, ReasonView, VerdictView } from "../bridge/types";
import type { Texts } from "../texts/texts.svelte";
import type { Names } from "./names";

interface Things {
  /** The first few, in the reader's words. */
  readonly things: readonly string[];
  /** The number of the others. */
  readonly more: number;
}

export interface Wrong extends Things {
  /** The things without the bundle's own files; null if there are only such files. */
  readonly withoutOwn: Things | null;
  /** The number of items without a failure, and of items whose content is unchecked; 0 if not all items are listed. */
  readonly others: number;
  readonly dark: number;
  /** Names of the items without a failure and with checked content, and of all others. */
  readonly whole: readonly string[];
  readonly lost: readonly string[];
  /** True if an item is wrong, and not only the bundle's own files. */
  readonly ofItems: boolean;
  /** True if only the list of checksums contradicts the files: then the list itself may be altered. */
  readonly listOnly: boolean;
  /** True if any of the files is called altered or missing, so that its name states the fault. */
  readonly stated: boolean;
  /** Reasons without such a name. */
  readonly untold: readonly ReasonView[];
}

/** Most things named at once. */
export const NAMED = 3;

/** Returns a file's name for a headline: the beginning of a digest is enough, because the whole digest is below. */
export const shortly = (name: string): string => name.replace(/([0-9a-f]{8})[0-9a-f]{24,}/g, "$1…");

/** Returns true if a file of the item differs from the signed one, or is missing. */
export const hurt = (item: ItemVerdictView): boolean => item.files.some((file) => file.state === "altered" || file.state === "missing");

/** Returns true if the item's content differs from the signed one. */
export const altered = (item: ItemVerdictView): boolean => item.files.some((file) => file.state === "altered") || item.answers.some(({ question, status }) => question === "content" && status === "failed");

export function wrongOf(texts: Texts, verdict: VerdictView, names: Names): Wrong | null {
  const failed = verdict.answers.flatMap(({ reasons }) => reasons).filter(({ status }) => status === "failed");
  const [ofItems, own] = parted([...new Set(failed.flatMap(({ files }) => files))], (path) => names.owner(path) !== null);
  const paths = [...ofItems, ...own];
  const owners = new Set(paths.map((path) => names.owner(path)));
  const items = [...new Set(failed.flatMap((reason) => reason.items))].filter((item) => !owners.has(item));
  const states = new Map(verdict.items.flatMap(({ files }) => files).map(({ path, state }) => [path, state]));
  const state = (path: string): "altered" | "missing" | null => {
    const found = states.get(path);
    return found === "altered" || found === "missing" ? found : null;
  };
  const file = (path: string): string => {
    const name = shortly(names.called(path));
    return state(path) ? [name, texts.say(`file-${state(path)}`)].join(" – ") : name;
  };
  // Items come first: the reader does not know the bundle's own files.
  const evidence = [...new Set([...ofItems.map(file), ...items.map((item) => names.item(item))])];
  const things = [...new Set([...evidence, ...own.map(file)])];
  if (things.length === 0) return null;
  const unnamed = Math.max(0, ...failed.map((reason) => reason.about - reason.items.length));
  const right = verdict.items.filter((item) => !hurt(item) && item.answers.every(({ status }) => status !== "failed"));
  const [dark, whole] = parted(right, ({ answers }) => answers.some(({ question, status }) => question === "content" && status === "not-checked"));
  const all = verdict.itemsLeftOut === 0;
  return {
    ...first(things, unnamed),
    withoutOwn: evidence.length > 0 ? first(evidence, unnamed) : null,
    others: all ? whole.length : 0,
    dark: all ? dark.length : 0,
    whole: whole.map(({ item }) => names.item(item)),
    lost: verdict.items.filter((item) => !whole.includes(item)).map(({ item }) => names.item(item)),
    ofItems: ofItems.length > 0 || items.length > 0 || unnamed > 0,
    listOnly: failed.every(({ code }) => code === "file-changed"),
    stated: paths.some(state),
    untold: failed.filter(({ files }) => !files.some(state)),
  };
}

const first = (things: readonly string[], unnamed: number): Things => ({ things: things.slice(0, NAMED), more: Math.max(0, things.length - NAMED) + unnamed });

/** Returns the elements that pass `is`, and the others. */
function parted<T>(all: readonly T[], is: (one: T) => boolean): [T[], T[]] {
  return [all.filter(is), all.filter((one) => !is(one))];
}
