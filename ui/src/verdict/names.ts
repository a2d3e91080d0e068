// Names of a verdict's items and files: in the reader's words first, then as the bundle names them.
import type { FileView, ItemVerdictView, ReasonView } from "../bridge/types";
import { heldOf } from "../documents/held";
import { titleOf } from "../documents/title";
import type { Texts } from "../texts/texts.svelte";
import { grouped, visible } from "../texts/visible";
import { type Known, NOTHING_KNOWN } from "./known";

export interface Names {
  /** The name of an item, by its id. */
  item(id: string): string;
  /** The name of a file, by its path in the bundle: its own name, then that path. */
  file(path: string): string;
  /** True when there are several items: of the only one every reason is. */
  readonly several: boolean;
  /** The item that lists a file; null for a file of none. */
  owner(path: string): string | null;
}

/**
 * The name of an item: its first medium, the beginning of its note, its title in the open archive, its title by the record in
 * the bundle, or its kind and its id.
 */
export function nameOf(texts: Texts, item: ItemVerdictView, known: Known = NOTHING_KNOWN): string {
  const [medium] = item.media;
  if (medium) return visible(medium);
  const words = visible(item.note ?? "").split("\n")[0]?.trim() ?? "";
  const here = known.get(item.item);
  if (words === "" && here && (here.line.title || here.line.heading || (here.record && heldOf(here.record)))) return titleOf(texts, here.line, here.record);
  if (words === "" && item.heading) return titleOf(texts, { item: item.item, title: null, heading: item.heading, witness: false });
  return words === "" ? texts.say("found-nameless", { kind: texts.say(`office-kind-${item.kind ?? "unknown"}`), item: grouped(item.item, 8) }) : words.length > 60 ? `${words.slice(0, 60)}…` : words;
}

export function namesOf(texts: Texts, items: readonly ItemVerdictView[], known: Known = NOTHING_KNOWN): Names {
  const called = new Map(items.map((item) => [item.item, nameOf(texts, item, known)]));
  const files = new Map<string, { file: FileView; item: string }>();
  for (const item of items) for (const file of item.files) if (file.path !== null) files.set(file.path, { file, item: item.item });
  return {
    item: (id) => called.get(id) ?? grouped(id, 8),
    file(path) {
      const name = files.get(path)?.file.name;
      return name ? `${visible(name)} (${visible(path)})` : visible(path);
    },
    several: items.length > 1,
    owner: (path) => files.get(path)?.item ?? null,
  };
}

/** The files of a reason that is no good news, and its items that no such file stands for. */
export function aboutOf(reason: ReasonView, names: Names): { files: readonly string[]; items: readonly string[]; more: number } {
  if (reason.status === "passed") return { files: [], items: [], more: 0 };
  const owners = new Set(reason.files.map((path) => names.owner(path)));
  const items = names.several ? reason.items.filter((item) => !owners.has(item)) : [];
  return { files: reason.files, items, more: names.several ? reason.about - reason.items.length : 0 };
}

/** Words of several lines, each safe to show. */
export function visibleLines(text: string): string {
  return text.split("\n").map(visible).join("\n");
}
