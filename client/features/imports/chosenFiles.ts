/** Files that somebody chose or dropped, and how they become imports. */

export interface ChosenFile {
  /** Below the folder that was chosen, with "/" between folders; the name of a single file. */
  path: string;
  file: File;
}

/** Files that are imported together. */
export interface ChosenGroup {
  name: string;
  files: ChosenFile[];
  sizeBytes: number;
}

/** A zip file is an export of its own; all else belongs together, as partitions and folders with pictures do. */
export function groupFiles(chosen: readonly ChosenFile[]): ChosenGroup[] {
  const isZip = ({ path }: ChosenFile) => /\.zip$/i.test(path);
  const together = chosen.filter((each) => !isZip(each));
  const zips = chosen.filter(isZip).map((each) => [each]);
  return [...(together.length > 0 ? [together] : []), ...zips].map((files) => ({
    name: nameOf(files),
    files,
    sizeBytes: files.reduce((sum, { file }) => sum + file.size, 0),
  }));
}

/** The folder that holds all of them, or the first file. */
function nameOf(files: readonly ChosenFile[]): string {
  const [first] = files;
  const folder = first?.path.includes("/") ? first.path.split("/")[0] : undefined;
  const isShared = folder !== undefined && files.every(({ path }) => path.startsWith(`${folder}/`));
  return ((isShared ? folder : first?.path) ?? "").slice(0, 200);
}

/** What an input of files holds; a chosen folder tells the paths. */
export const fromInput = (files: FileList | null): ChosenFile[] =>
  [...(files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));

/** What was dropped, folders with all that is in them. Must be called before the event is over. */
export async function fromDrop(transfer: DataTransfer): Promise<ChosenFile[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  return (await Promise.all(entries.map(readEntry))).flat();
}

async function readEntry(entry: FileSystemEntry): Promise<ChosenFile[]> {
  const path = entry.fullPath.replace(/^\//, "");
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return [{ path, file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: FileSystemEntry[] = [];
  for (;;) {
    // A browser gives them in batches of a hundred.
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (batch.length === 0) break;
    found.push(...batch);
  }
  return (await Promise.all(found.map(readEntry))).flat();
}
