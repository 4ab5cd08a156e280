/** Imports of exports: import_tasks. */
import { type ImportTask, importTasks } from "../../core/database/imports/importTasks.ts";
import { commonLane } from "../../core/queue/taskTable.ts";
import { importExport } from "../imports/importJob.ts";
import type { TaskKind } from "../worker/taskKind.ts";
import type { KindDeps } from "./deps.ts";
import { taskTexts } from "./texts.ts";

export function importKind({
  pool,
  dataDir,
  downloads: { store },
  language,
}: KindDeps): TaskKind<ImportTask> {
  return {
    table: importTasks,
    lanes: () => [commonLane],
    run: (task, signal) => importExport({ pool, dataDir, store }, task, signal),
    texts: taskTexts(language),
  };
}
