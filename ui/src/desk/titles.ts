// What a line of the list is called.
import type { LineView } from "../bridge/types";
import type { Texts } from "../texts/texts.svelte";
import { grouped, visible } from "../texts/visible";

export function titleOf(texts: Texts, { title, witness, item }: LineView): string {
  return title === null ? texts.say(witness ? "list-witness" : "list-untitled", { item: grouped(item, 8) }) : visible(title);
}

/** The file's name, where something else is the title. */
export function fileOf({ title, fileName }: LineView): string | null {
  return fileName === null || fileName === title ? null : visible(fileName);
}
