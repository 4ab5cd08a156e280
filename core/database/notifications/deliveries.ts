/** notification_tasks: what is delivered, by the bot, and what became of it. */
import type { DigestFacts } from "../../model/digest/facts.ts";
import type { Language, NotificationEvent, TargetKind } from "../../model/notification.ts";
import type { TaskStatus } from "../../model/task.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { defineTaskTable, type TaskBase, type TaskTable } from "../../queue/taskTable.ts";

export type NotificationTask = TaskBase & NotificationPayload;

/** The columns of its own. */
export interface NotificationPayload {
  targetId: string;
  event: NotificationEvent | "keyword_alert" | "weekly_digest" | "test";
  /** As the transaction wrote them in which it happened; see NotificationFacts. */
  facts: NotificationFacts;
}

/** What is told of an event. Which of them are there depends on it; psql users may have written anything. */
export interface NotificationFacts {
  taskId?: string | null;
  guildName?: string | null;
  channelName?: string | null;
  status?: string | null;
  message?: string | null;
  messagesSaved?: number | null;
  seconds?: number | null;
  accountName?: string | null;
  openTasks?: number | null;
  minutes?: number | null;
  searchName?: string | null;
  guildId?: string | null;
  channelId?: string | null;
  messageId?: string | null;
  authorName?: string | null;
  hits?: number | null;
  digest?: DigestFacts | null;
}

export const notificationTasks: TaskTable<NotificationTask> = defineTaskTable<NotificationPayload>({
  kind: "notification",
  toPayload: (row) => ({
    targetId: String(row.target_id),
    event: row.event as NotificationPayload["event"],
    facts: row.facts ?? {},
  }),
  toLogFields: ({ targetId, event }) => ({ targetId, event }),
});

/** Where a delivery goes. */
export interface DeliveryTarget {
  kind: TargetKind | "telegram";
  /** Of webhooks; sealed. */
  urlEncrypted: string | null;
  /** Of channels. */
  channelId: string | null;
  language: Language;
}

/** The target of a delivery; null when it is gone. */
export async function findDeliveryTarget(db: Queryable, targetId: string): Promise<DeliveryTarget | null> {
  const { rows } = await db.query<{
    kind: DeliveryTarget["kind"];
    url_encrypted: string | null;
    channel_id: string | null;
    language: Language;
  }>({
    name: "find-delivery-target",
    text: "select kind, url_encrypted, channel_id, language from notification_targets where id = $1",
    values: [targetId],
  });
  const [row] = rows;
  return row
    ? {
        kind: row.kind,
        urlEncrypted: row.url_encrypted,
        channelId: row.channel_id,
        language: row.language,
      }
    : null;
}

/** Queues a test for a target, whatever it hears of. Returns its number; null when there is no such target. */
export async function insertTestDelivery(db: Queryable, targetId: string): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>({
    name: "insert-test-delivery",
    text: `
      insert into notification_tasks (target_id, lane, key, started_by)
      select id, coalesce(guild_id, 0), id, 'console' from notification_targets where id = $1
      returning id`,
    values: [targetId],
  });
  return rows[0]?.id ?? null;
}

export interface DeliveryRecord {
  id: string;
  event: NotificationPayload["event"];
  status: TaskStatus;
  reason: string | null;
  message: string | null;
  attempts: number;
  maxAttempts: number;
  createdAt: Date;
  /** When it is tried next, while it waits. */
  runAt: Date;
  completedAt: Date | null;
}

/** The newest deliveries to a target, newest first. */
export async function listDeliveries(
  db: Queryable,
  targetId: string,
  limit: number,
): Promise<DeliveryRecord[]> {
  const { rows } = await db.query<{
    id: string;
    event: DeliveryRecord["event"];
    status: TaskStatus;
    status_reason: string | null;
    error_message: string | null;
    attempts: number;
    max_attempts: number;
    created_at: Date;
    run_at: Date;
    completed_at: Date | null;
  }>({
    name: "list-deliveries",
    text: `
      select id, event, status, status_reason, error_message, attempts, max_attempts, created_at, run_at, completed_at
      from notification_tasks where target_id = $1 order by id desc limit $2`,
    values: [targetId, limit],
  });
  return rows.map((row) => ({
    id: row.id,
    event: row.event,
    status: row.status,
    reason: row.status_reason,
    message: row.error_message,
    attempts: row.attempts,
    maxAttempts: row.max_attempts,
    createdAt: row.created_at,
    runAt: row.run_at,
    completedAt: row.completed_at,
  }));
}

/** Days for which ended deliveries are kept. */
const keptDays = 30;

/** Forgets deliveries that ended long ago. */
export async function pruneDeliveries(db: Queryable): Promise<void> {
  await db.query({
    name: "prune-deliveries",
    text: `delete from notification_tasks where completed_at < now() - make_interval(days => ${keptDays})`,
  });
}
