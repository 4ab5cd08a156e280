/** Erasures: erasure_tasks, worked by bot/forgetting. */
import { type ErasureTask, erasureTasks } from "../../core/database/forgetting/erasureTasks.ts";
import { commonLane } from "../../core/queue/taskTable.ts";
import { erase } from "../forgetting/erase.ts";
import type { TaskKind } from "../worker/taskKind.ts";
import type { KindDeps } from "./deps.ts";
import { taskTexts } from "./texts.ts";

export function erasure({ pool, downloads, forgettingKey, language }: KindDeps): TaskKind<ErasureTask> {
  return {
    table: erasureTasks,
    lanes: () => [commonLane],
    run: (task, signal) => erase({ pool, media: downloads.store, key: forgettingKey }, task, signal),
    texts: taskTexts(language),
  };
}
