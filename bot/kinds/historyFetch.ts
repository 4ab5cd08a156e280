/** History fetches: history_fetch_tasks, worked by the jobs of bot/jobs. */
import { type HistoryTask, historyTasks, refreshGuildTasks } from "../../core/database/tasks/historyTasks.ts";
import { createHistoryTaskRunner } from "../jobs/runHistoryTask.ts";
import type { TaskKind } from "../worker/taskKind.ts";
import type { KindDeps } from "./deps.ts";
import { taskTexts } from "./texts.ts";

export function historyFetch({ pool, writers, sessions, language, log }: KindDeps): TaskKind<HistoryTask> {
  const runTask = createHistoryTaskRunner({
    pool,
    writers: (task) => writers(task.platform),
    sessions,
    log,
  });
  return {
    table: historyTasks,
    // Tasks of a guild with an outage wait for its end: attempts would be spent on nothing.
    lanes: () => [
      ...new Set(
        sessions().flatMap(({ session: { directory } }) =>
          directory.guildIds().filter((id) => directory.isAvailable(id)),
        ),
      ),
    ],
    run: runTask,
    texts: taskTexts(language),
    parents: {
      refresh: refreshGuildTasks,
      concerns: (task) => task.parentTaskId !== null || task.channelId === null,
      isChild: (task) => task.parentTaskId !== null,
    },
  };
}
