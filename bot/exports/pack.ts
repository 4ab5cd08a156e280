/** Makes of an export's files the one that is downloaded: the file itself where it is alone, else a zip. */
import { createWriteStream } from "node:fs";
import { rename, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import {
  type ExportTask,
  listExportFiles,
  listExportMedia,
  type StoredExportFile,
} from "../../core/database/exports/exportTasks.ts";
import { exportParts, exportResult } from "../../core/exports/exportFolder.ts";
import type { Blobs } from "../../core/media/blobs.ts";
import { contentPath, flushFolder, makeFolderOf } from "../../core/media/folder.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { arrive } from "./arrive.ts";
import { safeName } from "./fileNames.ts";
import { mediaPath } from "./format.ts";
import { needRoom, type RoomDeps } from "./room.ts";

export interface PackDeps extends RoomDeps {
  pool: Pool;
  blobs: Blobs;
}

/** What a zip holds beside what the rows tell of. */
export interface Packed {
  name: string;
  sizeBytes: number;
  /** Stored files that were gone when their turn came. */
  gone: number;
}

/**
 * Packs the files of a task, `extra` beside them. Safe to repeat after a kill: nothing is there under its own name before it is
 * whole, and the files it is made of stay until the row names the result.
 */
export async function pack(
  deps: PackDeps,
  task: ExportTask,
  extra: readonly string[],
  signal: AbortSignal,
): Promise<Packed> {
  const [files, media] = await Promise.all([
    listExportFiles(deps.pool, task.id),
    listExportMedia(deps.pool, task.id),
  ]);
  const parts = exportParts(deps.dataDir, task.id);
  const [alone] = files;
  if (alone && files.length === 1 && media.length === 0 && extra.length === 0) {
    const name = alone.path;
    const to = exportResult(deps.dataDir, task.id, name);
    // After a kill in between it is there already.
    await rename(join(parts, alone.path), to).catch(async (error: unknown) => {
      if ((await stat(to).catch(() => null))?.size !== alone.sizeBytes) throw error;
    });
    await flushFolder(dirname(to));
    return { name, sizeBytes: alone.sizeBytes, gone: 0 };
  }
  const name = `${safeName(task.name) || nameFor(task, files)}.zip`;
  const to = exportResult(deps.dataDir, task.id, name);
  await makeFolderOf(to);
  // Stored files are packed already; the others become a fraction of their size.
  await needRoom(
    deps,
    media.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  );
  const zip = new ZipFile();
  const { frozenAt } = task;
  const mtime = frozenAt ?? task.createdAt;
  for (const path of [...files.map(({ path }) => path), ...extra])
    zip.addFile(join(parts, path), path, { mtime, mode: 0o100644 });
  let gone = 0;
  for (const file of media) {
    const stored = contentPath(file.sha256, file.extension);
    if ((await deps.blobs.findSize(stored)) === null) {
      gone++; // erased since its message was read
      continue;
    }
    // Pictures and films are packed already.
    zip.addReadStreamLazy(mediaPath(file), { mtime, mode: 0o100644, compress: false }, (done) => {
      done(null, Readable.from(openLate(deps.blobs, stored)));
    });
  }
  zip.end();
  const failed = new Promise<never>((_resolve, reject) => zip.once("error", reject));
  const write = (path: string) =>
    Promise.race([pipeline(zip.outputStream, createWriteStream(path), { signal }), failed]);
  return { name, sizeBytes: await arrive(to, write, signal), gone };
}

/** Opened when its turn comes: thousands of open files would be too many. */
async function* openLate(blobs: Blobs, path: string): AsyncGenerator<Uint8Array> {
  yield* (await blobs.open(path)) as AsyncIterable<Uint8Array>;
}

function nameFor(task: ExportTask, files: readonly StoredExportFile[]): string {
  const [channel] = task.plan ?? [];
  const isOne = files.every(({ channelId }) => channelId === files[0]?.channelId);
  const name = channel && (isOne ? `${channel.guildName} - ${channel.name}` : channel.guildName);
  return safeName(`${name ?? "Export"} (${task.format} ${task.id})`);
}
