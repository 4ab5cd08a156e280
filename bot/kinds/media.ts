/** Downloads of files: media_tasks. */
import { type MediaTask, mediaTasks } from "../../core/database/media/mediaTasks.ts";
import { commonLane } from "../../core/queue/taskTable.ts";
import { downloadFiles } from "../media/downloadFiles.ts";
import type { TaskKind } from "../worker/taskKind.ts";
import type { KindDeps } from "./deps.ts";
import { taskTexts } from "./texts.ts";

export function media({ downloads, sessions, language, log }: KindDeps): TaskKind<MediaTask> {
  return {
    table: mediaTasks,
    // Pictures of people belong to no guild; everything else is fetched by an account that is there.
    lanes: () => {
      const held = sessions();
      if (held.length === 0 || !downloads.isOn) return [];
      return [commonLane, ...new Set(held.flatMap(({ session }) => session.directory.guildIds()))];
    },
    run: (task, signal) => downloadFiles({ ...downloads, sessions, log }, task, signal),
    texts: taskTexts(language),
    isRoutine: true,
  };
}
