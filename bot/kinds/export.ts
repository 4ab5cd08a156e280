/** Exports: export_tasks. */
import { type ExportTask, exportTasks } from "../../core/database/exports/exportTasks.ts";
import { commonLane } from "../../core/queue/taskTable.ts";
import { exportArchive } from "../exports/exportJob.ts";
import type { TaskKind } from "../worker/taskKind.ts";
import type { KindDeps } from "./deps.ts";
import { taskTexts } from "./texts.ts";

export function exportKind({
  pool,
  dataDir,
  exports,
  downloads: { store },
  language,
}: KindDeps): TaskKind<ExportTask> {
  return {
    table: exportTasks,
    lanes: () => [commonLane],
    run: (task, signal) => exportArchive({ pool, dataDir, blobs: store.blobs, ...exports }, task, signal),
    texts: taskTexts(language),
  };
}
