/** An export: from the row that asks for it to a file that can be downloaded. */
import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import {
  countMissingFiles,
  type ExportTask,
  exportTasks,
  listExportFiles,
  recordPlan,
  recordResult,
} from "../../core/database/exports/exportTasks.ts";
import { exportFolder, exportParts, exportResult } from "../../core/exports/exportFolder.ts";
import type { Blobs } from "../../core/media/blobs.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { PermanentError } from "../../core/queue/errors.ts";
import type { JobOutcome } from "../../core/queue/outcome.ts";
import { underClaim } from "../../core/queue/underClaim.ts";
import { type DeliveryDeps, deliver } from "./deliver.ts";
import { type EncryptionDeps, encryptResult } from "./encrypt.ts";
import { ExportRun, type PlannedTask } from "./exportRun.ts";
import { FileSink } from "./fileSink.ts";
import type { FormatWriter } from "./format.ts";
import { formats } from "./formats/index.ts";
import { pack } from "./pack.ts";
import { planExport } from "./planExport.ts";
import { waitingForRoom } from "./room.ts";

export interface ExportDeps extends DeliveryDeps, EncryptionDeps {
  pool: Pool;
  /** Where stored files lie. */
  blobs: Blobs;
  /** Days that exports are kept unless their row says otherwise. */
  keepDays: number;
}

/**
 * Writes an export, going on behind the last whole file of an earlier attempt; from the beginning where its files are not on
 * this machine. Throws PermanentError when there is nothing to export, SnoozeError when there is no room for it, LeaseLostError,
 * or the abort reason of `signal`.
 */
export const exportArchive = (deps: ExportDeps, task: ExportTask, signal: AbortSignal): Promise<JobOutcome> =>
  waitingForRoom(() => makeExport(deps, task, signal));

async function makeExport(deps: ExportDeps, task: ExportTask, signal: AbortSignal): Promise<JobOutcome> {
  const format = formats[task.format];
  const planned = await resumeOrBegin(deps, task, signal);
  if (planned.plan.length === 0)
    throw new PermanentError("export_empty", "There is no message in the archive that was chosen.");
  await new ExportRun(deps, planned, format, signal).run();
  const extra = await writeBeside(deps, planned, format);
  if ((await listExportFiles(deps.pool, task.id)).length === 0)
    throw new PermanentError("export_empty", "There is no message in the archive that was chosen.");
  const packed = await pack(deps, planned, extra, signal);
  const result = await encryptResult(deps, planned, packed, signal);
  const delivered = await deliver(deps, task, result);
  // What lies at its destination stays until its schedule has newer ones, unless its row says otherwise.
  const keepDays = task.keepDays ?? (delivered === null ? deps.keepDays : null);
  await underClaim(deps.pool, exportTasks, task, (tx) =>
    recordResult(tx, task, { ...result, keepDays, deliveredPath: delivered }),
  );
  const left =
    delivered === null
      ? [
          exportParts(deps.dataDir, task.id),
          ...(result.name === packed.name ? [] : [plainOf(deps, task, packed)]),
        ]
      : [exportFolder(deps.dataDir, task.id)];
  for (const path of left) await rm(path, { recursive: true, force: true });
  return toOutcome(deps, task);
}

const plainOf = ({ dataDir }: ExportDeps, task: ExportTask, { name }: { name: string }): string =>
  exportResult(dataDir, task.id, name);

async function resumeOrBegin(deps: ExportDeps, task: ExportTask, signal: AbortSignal): Promise<PlannedTask> {
  const { plan, frozenAt } = task;
  if (plan && frozenAt && (await areFilesHere(deps, task.id))) return { ...task, plan, frozenAt };
  await rm(exportFolder(deps.dataDir, task.id), { recursive: true, force: true });
  const made = await planExport(deps.pool, task.id, task, signal);
  await underClaim(deps.pool, exportTasks, task, (tx) => recordPlan(tx, task, made));
  const position = { channel: 0, part: 0, afterId: null, messages: 0, files: 0 };
  return { ...task, plan: made.channels, frozenAt: made.frozenAt, position, messagesTotal: made.messages };
}

/** Whether every whole file of an earlier attempt lies on this machine as its row says. */
async function areFilesHere({ pool, dataDir }: ExportDeps, taskId: string): Promise<boolean> {
  for (const { path, sizeBytes } of await listExportFiles(pool, taskId)) {
    const places = [join(exportParts(dataDir, taskId), path), join(exportFolder(dataDir, taskId), path)];
    const sizes = await Promise.all(places.map((place) => stat(place).catch(() => null)));
    if (!sizes.some((found) => found?.size === sizeBytes)) return false;
  }
  return true;
}

/** Files that a format puts beside those of the channels, such as an index. Safe to repeat. */
async function writeBeside(deps: ExportDeps, task: PlannedTask, format: FormatWriter): Promise<string[]> {
  if (!format.finish) return [];
  const files = await listExportFiles(deps.pool, task.id);
  const wanted = new Map<string, string[]>();
  format.finish(
    (path) => {
      const pieces: string[] = [];
      wanted.set(path, pieces);
      return {
        text: (text) => pieces.push(text),
        bytes: (bytes) => pieces.push(Buffer.from(bytes).toString()),
        size: 0,
      };
    },
    { task, exportedAt: task.frozenAt, channels: task.plan, files },
  );
  for (const [path, pieces] of wanted) {
    const sink = await FileSink.create(join(exportParts(deps.dataDir, task.id), path));
    for (const piece of pieces) sink.text(piece);
    await sink.finish();
  }
  return [...wanted.keys()];
}

async function toOutcome({ pool }: ExportDeps, task: ExportTask): Promise<JobOutcome> {
  const missing = await countMissingFiles(pool, task.id);
  if (missing === 0) return { kind: "completed" };
  const message = `${missing} files were never downloaded; the export names them without holding them.`;
  return { kind: "completed", note: { reason: "export_files_missing", message } };
}
