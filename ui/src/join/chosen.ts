// The text of a file that a person chose: an invitation.
import { Trouble } from "../bridge/bridge";

/** None where no file was chosen. Throws `file-too-large` above `limit` bytes and `file-unreadable`. */
export async function chosen(input: HTMLInputElement, limit: number): Promise<string | null> {
  const file = input.files?.[0];
  // The same file may be chosen again after it was mended.
  input.value = "";
  if (!file) return null;
  if (file.size > limit) throw new Trouble("file-too-large");
  return file.text().catch(() => {
    throw new Trouble("file-unreadable");
  });
}
