/** Opens an export where it lies: a folder, a zip file or a single file. Nothing outside of it can be reached. */
import { createReadStream } from "node:fs";
import { lstat, opendir, realpath } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { ExportError } from "./exportError.ts";
import { byPath, type ExportFile, type ExportFolder, safePath } from "./exportFile.ts";
import { limits } from "./limits.ts";
import { isZip, openZip } from "./zip.ts";

/** Chunks in which files are read: a megabyte costs little memory and few turns of the loop. */
const chunkBytes = 2 ** 20;

/**
 * Opens what a path names: a folder with all below it, a zip file, or one file together with what lies beside it. Throws
 * ExportError when it is not there or a link.
 */
export async function openExport(path: string): Promise<ExportFolder> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    throw new ExportError("unreadable", path, `It cannot be read: ${error.code ?? error.message}.`);
  });
  if (found.isDirectory()) return openDiskFolder(resolve(path));
  if (!found.isFile()) throw new ExportError("unreadable", path, "It is neither a file nor a folder.");
  if (await isZip(path)) return openZip(path);
  const root = dirname(resolve(path));
  return diskFolder(root, [diskFile(root, basename(path), found.size)]);
}

async function openDiskFolder(root: string): Promise<ExportFolder> {
  const files: ExportFile[] = [];
  for await (const path of walk(root, "")) {
    if (files.length >= limits.files)
      throw new ExportError("archive_refused", root, `It holds more than ${limits.files} files.`);
    files.push(diskFile(root, path, (await lstat(join(root, path))).size));
  }
  return diskFolder(root, files.sort(byPath));
}

function diskFolder(root: string, files: readonly ExportFile[]): ExportFolder {
  const closing: (() => Promise<void>)[] = [];
  return {
    files,
    find: (wanted) => findOnDisk(root, wanted),
    onClose: (work) => void closing.push(work),
    async close() {
      for (const work of closing) await work();
    },
  };
}

/** Every file below, links left out: they could lead anywhere. */
async function* walk(root: string, below: string): AsyncGenerator<string> {
  for await (const entry of await opendir(join(root, below))) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* walk(root, path);
    else if (entry.isFile()) yield path;
  }
}

function diskFile(root: string, path: string, sizeBytes: number): ExportFile {
  const diskPath = join(root, path);
  return {
    path,
    sizeBytes,
    diskPath,
    async *open() {
      for await (const chunk of createReadStream(diskPath, { highWaterMark: chunkBytes }))
        yield chunk as Buffer;
    },
  };
}

async function findOnDisk(root: string, wanted: string): Promise<ExportFile | null> {
  const path = safePath(wanted);
  const full = join(root, path);
  const found = await lstat(full).catch(() => null);
  if (!found?.isFile()) return null;
  // A folder on the way may be a link as well.
  const real = relative(await realpath(root), await realpath(full));
  return real.split(sep).join("/") === path ? diskFile(root, path, found.size) : null;
}
