/** Deliveries of notifications: notification_tasks. */
import { type NotificationTask, notificationTasks } from "../../core/database/notifications/deliveries.ts";
import { commonLane } from "../../core/queue/taskTable.ts";
import { deliver } from "../notifications/deliver.ts";
import type { TaskKind } from "../worker/taskKind.ts";
import type { KindDeps } from "./deps.ts";
import { taskTexts } from "./texts.ts";

export function notification({
  pool,
  sessions,
  secrets,
  outbound,
  consoleUrl,
  language,
}: KindDeps): TaskKind<NotificationTask> {
  return {
    table: notificationTasks,
    // Webhooks are reached from anywhere, a channel through accounts in its server.
    lanes: () => [commonLane, ...new Set(sessions().flatMap(({ session }) => session.directory.guildIds()))],
    run: (task, signal) => deliver({ db: pool, sessions, secrets, outbound, consoleUrl }, task, signal),
    texts: taskTexts(language),
  };
}
