// Names of a verdict's items and files: in the reader's words first, then as the bundle names them.
import type { FileView, ItemVerdictView, ReasonView } from "../bridge/types";
import { heldOf } from "../documents/held";
import { titleOf } from "../documents/title";
import type { Texts } from "../texts/texts.svelte";
import { grouped, middle, visible } from "../texts/visible";
import { type Known, NOTHING_KNOWN } from "./known";

export interface Names {
  /** Returns the name of an item, by its id. */
  item(id: string): string;
  /** Returns the name of a file, by its path in the bundle: its own name, then that path. */
  file(path: string): string;
  /** Returns the name of a file in a sentence: a medium's name with its path; for any other file its role. */
  called(path: string): string;
  /** True if there are several items: with one item, every reason is about it. */
  readonly several: boolean;
  /** Returns the item that lists a file; null if none does. */
  owner(path: string): string | null;
}

/** Files of the bundle itself, by the beginning of their paths: the texts `file-…` name their roles. */
const OWN: readonly (readonly [string, string])[] = [
  ["receipts/", "receipts"],
  ["records/", "description"],
  ["entries.jsonl", "entries"],
  ["bundle.json", "manifest"],
  ["SHA256SUMS", "sums"],
  ["policies/", "policies"],
  ["details/", "entry-details"],
];

/**
 * Returns the name of an item: its first medium, the beginning of its note, its title in the open archive, its title by
 * the record in the bundle, or its kind and its id.
 */
export function nameOf(texts: Texts, item: ItemVerdictView, known: Known = NOTHING_KNOWN): string {
  const [medium] = item.media;
  if (medium) return visible(medium);
  const words = visible(item.note ?? "").split("\n")[0]?.trim() ?? "";
  const here = known.get(item.item);
  if (words === "" && here && (here.line.title || here.line.heading || (here.record && heldOf(here.record)))) return titleOf(texts, here.line, here.record);
  if (words === "" && item.heading) return titleOf(texts, { item: item.item, title: null, heading: item.heading, witness: false });
  return words === "" ? texts.say("found-nameless", { kind: texts.say(`office-kind-${item.kind ?? "unknown"}`), item: grouped(item.item, 8) }) : middle(words, 90);
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
    called(path) {
      const item = files.get(path)?.item;
      if (path.startsWith("records/") && item) return texts.say("file-description-of", { item: called.get(item) ?? "" });
      const kind = OWN.find(([begins]) => path.startsWith(begins))?.[1];
      return kind ? texts.say(`file-${kind}`) : this.file(path);
    },
    several: items.length > 1,
    owner: (path) => files.get(path)?.item ?? null,
  };
}

/** Returns the files of a reason that is not good news, and its items without such a file. */
export function aboutOf(reason: ReasonView, names: Names): { files: readonly string[]; items: readonly string[]; more: number } {
  if (reason.status === "passed") return { files: [], items: [], more: 0 };
  const owners = new Set(reason.files.map((path) => names.owner(path)));
  const items = names.several ? reason.items.filter((item) => !owners.has(item)) : [];
  return { files: reason.files, items, more: names.several ? reason.about - reason.items.length : 0 };
}
