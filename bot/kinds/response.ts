/** Reading who reacted and voted: response_tasks. */
import { type ResponseTask, responseTasks } from "../../core/database/responses/responseTasks.ts";
import { readResponses } from "../responses/readResponses.ts";
import type { TaskKind } from "../worker/taskKind.ts";
import type { KindDeps } from "./deps.ts";
import { taskTexts } from "./texts.ts";

export function response({ pool, writers, sessions, language, log }: KindDeps): TaskKind<ResponseTask> {
  return {
    table: responseTasks,
    lanes: () => [
      ...new Set(
        sessions().flatMap(({ session: { directory, responses } }) =>
          responses ? directory.guildIds().filter((id) => directory.isAvailable(id)) : [],
        ),
      ),
    ],
    run: (task, signal) => readResponses({ pool, writers, sessions, log }, task, signal),
    texts: taskTexts(language),
    isRoutine: true,
  };
}
