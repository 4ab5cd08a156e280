/** Indexing for search: search_index_tasks. */
import { type SearchIndexTask, searchIndexTasks } from "../../core/database/search/indexTasks.ts";
import { commonLane } from "../../core/queue/taskTable.ts";
import { indexMessages } from "../jobs/indexMessages.ts";
import type { TaskKind } from "../worker/taskKind.ts";
import type { KindDeps } from "./deps.ts";
import { taskTexts } from "./texts.ts";

export function searchIndex({ pool, language }: KindDeps): TaskKind<SearchIndexTask> {
  return {
    table: searchIndexTasks,
    lanes: () => [commonLane],
    run: (task, signal) => indexMessages(pool, task, signal),
    texts: taskTexts(language),
  };
}
