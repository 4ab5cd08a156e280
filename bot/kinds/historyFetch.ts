/** History fetches: history_fetch_tasks, worked by the jobs of bot/jobs. */
import { type HistoryTask, historyTasks, refreshGuildTasks } from "../../core/database/tasks/historyTasks.ts";
import type { Platform } from "../../core/model/platform.ts";
import { type ArchiveWriter, createArchiveWriter } from "../archive/writer.ts";
import { createHistoryTaskRunner } from "../jobs/runHistoryTask.ts";
import type { TaskKind } from "../worker/taskKind.ts";
import type { KindDeps } from "./index.ts";
import { taskTexts } from "./texts.ts";

export function historyFetch({ pool, sessions, language, log }: KindDeps): TaskKind<HistoryTask> {
  const writers = new Map<Platform, ArchiveWriter>();
  const writerFor = (platform: Platform) => {
    const writer = writers.get(platform) ?? createArchiveWriter(pool, platform);
    writers.set(platform, writer);
    return writer;
  };
  const runTask = createHistoryTaskRunner({
    pool,
    writers: (task) => writerFor(task.platform),
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
