// Words beside the title of a line in the list.
import type { LineView } from "../bridge/types";
import { visible } from "../texts/visible";

/** Returns the file's name if the title is another text. */
export function fileOf({ title, heading, fileName }: LineView): string | null {
  return fileName === null || (heading === null && fileName === title) ? null : visible(fileName);
}
