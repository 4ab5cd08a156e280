/** A file of an export and its path. */
import { ExportError } from "./exportError.ts";

export interface ExportFile {
  /** Within the export, with "/" between folders. */
  path: string;
  sizeBytes: number;
  /** Its bytes from the beginning; may be asked for again. */
  open(): AsyncIterable<Buffer>;
  /** Where it lies; null within a zip file. */
  diskPath: string | null;
}

export interface ExportFolder {
  /** The files that may be exports, by path. Those beside a single chosen file are only found by name. */
  files: readonly ExportFile[];
  /** The file at a path, null when there is none or when it is a link. Throws ExportError for a path that leads elsewhere. */
  find(path: string): Promise<ExportFile | null>;
  /** Has `work` done when the folder is closed. */
  onClose(work: () => Promise<void>): void;
  close(): Promise<void>;
}

/** A path below the export's folder in plain form. Throws ExportError where it leads elsewhere. Pure. */
export function safePath(wanted: string): string {
  const parts = wanted
    .replaceAll("\\", "/")
    .split("/")
    .filter((part) => part !== "" && part !== ".");
  const leadsOut = /^[/\\]|^[a-z]:/i.test(wanted);
  if (leadsOut || parts.length === 0 || parts.includes("..") || wanted.includes("\0"))
    throw new ExportError(
      "archive_refused",
      wanted.slice(0, 200),
      "The path leads out of the export's folder.",
    );
  return parts.join("/");
}

const collator = new Intl.Collator("en", { numeric: true });
/** DiscordChatExporter cuts "name.json" into that and "name [part 2].json", "name [part 3].json". */
const partition = / \[part (\d+)\]/;

/** The file's name as if it were not cut into partitions, and which of them it is, from 1. Pure. */
export function partitionOf(path: string): { whole: string; number: number } {
  return { whole: path.replace(partition, ""), number: Number(partition.exec(path)?.[1] ?? 1) };
}

/** "export 2" before "export 10", and partitions in their order. */
export function byPath(a: ExportFile, b: ExportFile): number {
  const [one, other] = [partitionOf(a.path), partitionOf(b.path)];
  return collator.compare(one.whole, other.whole) || one.number - other.number;
}
