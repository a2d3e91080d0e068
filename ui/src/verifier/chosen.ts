// The bundle that a person chose or dropped: one zip, or the files of a folder with their paths below it.
export interface Chosen {
  readonly name: string;
  /** The paths of `files` below the folder; null for a zip, which is the only file. */
  readonly paths: readonly string[] | null;
  readonly files: readonly File[];
}

/** Returns a chosen file as a zip. */
export const zipOf = (file: File): Chosen => ({ name: file.name, paths: null, files: [file] });

/** Returns the folder of a directory input; null if it is empty. The browser begins each path with the folder's name. */
export function folderOf(files: readonly File[]): Chosen | null {
  const [first] = files;
  if (!first) return null;
  const split = (file: File): readonly string[] => file.webkitRelativePath.split("/");
  return { name: split(first)[0] ?? "", paths: files.map((file) => split(file).slice(1).join("/")), files };
}

/** Returns the dropped file or folder; null if neither was dropped. Several dropped files are the files of a folder. */
export async function droppedOf(data: DataTransfer): Promise<Chosen | null> {
  // The browser empties the list when the event's handler first waits.
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const [only, ...others] = entries;
  if (!only) return null;
  if (others.length === 0 && only.isFile) return zipOf(await fileOf(only as FileSystemFileEntry));
  const inside = others.length === 0 ? await listed(only as FileSystemDirectoryEntry) : entries;
  const found: { path: string; file: File }[] = [];
  await walk(inside, "", found);
  return { name: only.name, paths: found.map(({ path }) => path), files: found.map(({ file }) => file) };
}

async function walk(entries: readonly FileSystemEntry[], below: string, found: { path: string; file: File }[]): Promise<void> {
  for (const entry of entries) {
    if (entry.isFile) found.push({ path: below + entry.name, file: await fileOf(entry as FileSystemFileEntry) });
    else await walk(await listed(entry as FileSystemDirectoryEntry), `${below}${entry.name}/`, found);
  }
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> => new Promise((resolve, reject) => entry.file(resolve, reject));

/** Returns the entries of a folder, which the browser lists in pieces. */
async function listed(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const piece = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (piece.length === 0) return all;
    all.push(...piece);
  }
}
