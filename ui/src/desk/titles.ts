// Words beside the title of a line in the list.
import type { LineView } from "../bridge/types";
import { visible } from "../texts/visible";

/** The file's name, where something else is the title. */
export function fileOf({ title, heading, fileName }: LineView): string | null {
  return fileName === null || (heading === null && fileName === title) ? null : visible(fileName);
}
