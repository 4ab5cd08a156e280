/**
 * Zip files, read where they lie. What could do harm is refused before it is unpacked: too many entries, too much or too
 * well packed content, links, names that lead elsewhere. An entry that lies about its size is cut off (yauzl does).
 */
import { open } from "node:fs/promises";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { ExportError } from "./exportError.ts";
import { byPath, type ExportFile, type ExportFolder, safePath } from "./exportFile.ts";
import { limits } from "./limits.ts";

/** "PK" and the signature of an entry, or of the end of an empty archive. */
const signatures = [Buffer.from([0x50, 0x4b, 3, 4]), Buffer.from([0x50, 0x4b, 5, 6])];

/** By its first bytes. */
export async function isZip(path: string): Promise<boolean> {
  const handle = await open(path, "r");
  try {
    const head = Buffer.alloc(4);
    await handle.read(head, 0, 4, 0);
    return signatures.some((signature) => head.equals(signature));
  } finally {
    await handle.close();
  }
}

/** Unpacking it may be refused, but not the folder it comes from. */
const unpackHint = "Unpack it and import the folder.";
/** Below this size even the best packing does no harm. */
const harmlessBytes = 2 ** 20;

/** Opens a zip file; the caller closes it. Throws ExportError for what is refused. */
export async function openZip(path: string): Promise<ExportFolder> {
  const zip = await openPromise(path, { autoClose: false, lazyEntries: true }).catch(toRefusal);
  try {
    const files = new Map<string, ExportFile>();
    const closing: (() => Promise<void>)[] = [];
    const budget = { leftBytes: limits.zipBytes };
    await forEachEntry(zip, (entry) => {
      if (entry.fileName.endsWith("/")) return;
      if (files.size >= limits.zipFiles)
        throw refused(`It holds more than ${limits.zipFiles} files. ${unpackHint}`);
      // The upper half holds Unix's mode, whose highest digit tells a link.
      if (entry.externalFileAttributes >>> 28 === 0xa) throw refused(`${entry.fileName} is a link.`);
      if (entry.isEncrypted()) throw refused(`${entry.fileName} is encrypted.`);
      const file = entryFile(zip, entry, budget);
      files.set(file.path, file);
    });
    return {
      files: [...files.values()].sort(byPath),
      find: async (wanted) => files.get(safePath(wanted)) ?? null,
      onClose: (work) => void closing.push(work),
      async close() {
        for (const work of closing) await work();
        zip.close();
      },
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function forEachEntry(zip: ZipFile, use: (entry: Entry) => void): Promise<void> {
  try {
    for await (const entry of zip.eachEntry()) use(entry);
  } catch (error) {
    toRefusal(error);
  }
}

function entryFile(zip: ZipFile, entry: Entry, budget: { leftBytes: number }): ExportFile {
  let isPaid = false;
  return {
    path: safePath(entry.fileName),
    sizeBytes: entry.uncompressedSize,
    diskPath: null,
    async *open() {
      const { uncompressedSize: size, compressedSize: packed } = entry;
      if (size > harmlessBytes && size > packed * limits.zipRatio)
        throw refused(`${entry.fileName} unpacks to ${size} bytes from ${packed}. ${unpackHint}`);
      if (!isPaid) budget.leftBytes -= size;
      isPaid = true;
      if (budget.leftBytes < 0)
        throw refused(`It unpacks to more than ${limits.zipBytes} bytes. ${unpackHint}`);
      try {
        for await (const chunk of await zip.openReadStreamPromise(entry)) yield chunk as Buffer;
      } catch (error) {
        toRefusal(error);
      }
    },
  };
}

const refused = (message: string) => new ExportError("archive_refused", "zip file", message);

/** Whatever yauzl or zlib say of the file. */
function toRefusal(error: unknown): never {
  if (error instanceof ExportError) throw error;
  const words = error instanceof Error ? error.message : String(error);
  throw new ExportError("archive_refused", "zip file", `The zip file is damaged or refused: ${words}.`, {
    cause: error,
  });
}
