/** Mirrors: mirror_tasks, each in the lane of the account that posts. */
import { type MirrorTask, mirrorTasks } from "../../core/database/mirrors/mirrorTasks.ts";
import type { Places } from "../media/limits.ts";
import { runMirror } from "../mirrors/mirrorJob.ts";
import type { TaskKind } from "../worker/taskKind.ts";
import type { KindDeps } from "./deps.ts";
import { taskTexts } from "./texts.ts";

export function mirror({ pool, downloads, sessions, language, log }: KindDeps): TaskKind<MirrorTask> {
  const targets = new Map<string, Places>();
  return {
    table: mirrorTasks,
    lanes: () => sessions().flatMap(({ accountId, session }) => (session.poster ? [accountId] : [])),
    run: (task, signal) => runMirror({ pool, store: downloads.store, sessions, targets, log }, task, signal),
    texts: taskTexts(language),
    isRoutine: true,
  };
}
