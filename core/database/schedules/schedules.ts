/** Rows of schedules. When they run is decided in runs.ts. */

import type { ExportDestination, ExportFileChoice, ExportFormat } from "../../model/exportFormat.ts";
import type { Platform } from "../../model/platform.ts";
import type { ScheduleOutcome } from "../../model/schedule.ts";
import type { TaskMode, TaskStatus } from "../../model/task.ts";
import type { Queryable } from "../../postgres/pool.ts";

/** What a schedule does and when: the columns that people write. */
export interface ScheduleWish {
  name: string;
  guildId: string;
  /** Null for the whole guild. */
  channelIds: readonly string[] | null;
  mode: TaskMode;
  /** Only so many days before each run; null = all, or the interval. */
  newestDays: number | null;
  /** Both exclusive; null = open end. */
  afterMessageId: string | null;
  beforeMessageId: string | null;
  includeThreads: boolean | null;
  includeArchivedThreads: boolean | null;
  cron: string;
  timeZone: string;
  priority: number;
  enabled: boolean;
  /** What is exported; null: it fetches. */
  export: ScheduledExport | null;
}

/** An export that recurs. */
export interface ScheduledExport {
  format: ExportFormat;
  files: ExportFileChoice;
  /** Only so many days before each run; null = all. */
  days: number | null;
  destination: ExportDestination;
  /** The folder there; empty for one named after the schedule's number. */
  folder: string;
  /** So many finished ones stay. */
  keep: number;
  /** Its files are encrypted to this public key of age. */
  encryptTo: string | null;
}

export interface ScheduleRecord extends ScheduleWish {
  id: string;
  platform: Platform;
  guildName: string;
  /** Of the chosen channels that are known, in the order of their ids; at most 20. */
  channelNames: string[];
  nextRunAt: Date | null;
  /** Grows with every run; whoever runs it repeats it. */
  runs: string;
  lastRunAt: Date | null;
  lastOutcome: ScheduleOutcome | null;
  lastMessage: string | null;
  /** Null where none was started yet. Its status is null once it was pruned. */
  lastTask: { id: string; status: TaskStatus | null; completedAt: Date | null } | null;
  createdAt: Date;
  updatedAt: Date;
  /** The database's clock when this was read. */
  readAt: Date;
}

/** Schedules by name: of one guild, or of all; with `includeDemo` those of the sandbox too. */
export async function findSchedules(
  db: Queryable,
  scope: { guildId: string | null; includeDemo: boolean },
): Promise<ScheduleRecord[]> {
  const { rows } = await db.query<ScheduleRow>({
    name: "find-schedules",
    text: `select ${columns} from ${joined}
      where ($1::int8 is null or s.guild_id = $1) and (not g.is_demo or $2) order by lower(s.name), s.id`,
    values: [scope.guildId, scope.includeDemo],
  });
  return rows.map(toRecord);
}

/** One schedule, or null. */
export async function findSchedule(db: Queryable, id: string): Promise<ScheduleRecord | null> {
  const { rows } = await db.query<ScheduleRow>({
    name: "find-schedule",
    text: `select ${columns} from ${joined} where s.id = $1`,
    values: [id],
  });
  return rows[0] ? toRecord(rows[0]) : null;
}

/** Schedules that are due, or enabled without it being known when: at most `limit`, the longest overdue first. */
export async function findDueSchedules(db: Queryable, limit: number): Promise<ScheduleRecord[]> {
  const { rows } = await db.query<ScheduleRow>({
    name: "find-due-schedules",
    text: `select ${columns} from ${joined}
      where s.enabled and (s.next_run_at <= now() or s.next_run_at is null)
      order by s.next_run_at nulls first, s.id limit $1`,
    values: [limit],
  });
  return rows.map(toRecord);
}

/** Writes a schedule and returns its id. */
export async function insertSchedule(
  db: Queryable,
  wish: ScheduleWish,
  nextRunAt: Date | null,
): Promise<string> {
  const { rows } = await db.query<{ id: string }>({
    name: "insert-schedule",
    text: `
      insert into schedules (${wished.join(", ")}, next_run_at)
      values (${wished.map((_column, index) => `$${index + 1}`).join(", ")}, $${wished.length + 1})
      returning id`,
    values: [...toValues(wish), nextRunAt],
  });
  return rows[0]?.id ?? "";
}

/** Changes what a schedule does and, unless `nextRunAt` is undefined, when it comes due. False when there is none. */
export async function updateSchedule(
  db: Queryable,
  id: string,
  wish: ScheduleWish,
  nextRunAt: Date | null | undefined,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "update-schedule",
    text: `
      update schedules
      set ${wished.map((column, index) => `${column} = $${index + 1}`).join(", ")},
          next_run_at = case when $${wished.length + 1} then $${wished.length + 2}::timestamptz else next_run_at end
      where id = $${wished.length + 3}`,
    values: [...toValues(wish), nextRunAt !== undefined, nextRunAt ?? null, id],
  });
  return rowCount === 1;
}

/** Removes a schedule; its tasks stay. False when there is none. */
export async function deleteSchedule(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "delete-schedule",
    text: "delete from schedules where id = $1",
    values: [id],
  });
  return rowCount === 1;
}

/** The database's clock: schedules know no other. */
export async function readDatabaseTime(db: Queryable): Promise<Date> {
  const { rows } = await db.query<{ now: Date }>({ name: "read-database-time", text: "select now() as now" });
  return rows[0]?.now as Date;
}

const wished = [
  "name",
  "guild_id",
  "channel_ids",
  "mode",
  "newest_days",
  "after_message_id",
  "before_message_id",
  "include_threads",
  "include_archived_threads",
  "cron",
  "time_zone",
  "priority",
  "enabled",
  "kind",
  "export_format",
  "export_files",
  "export_days",
  "export_destination",
  "export_folder",
  "export_keep",
  "export_encrypt_to",
] as const;

/** What stands in the columns of a schedule that fetches. */
const noExport: ScheduledExport = {
  format: "html",
  files: "linked",
  days: null,
  destination: "folder",
  folder: "",
  keep: 10,
  encryptTo: null,
};

const toValues = (wish: ScheduleWish) => [
  wish.name,
  wish.guildId,
  wish.channelIds,
  wish.mode,
  wish.newestDays,
  wish.afterMessageId,
  wish.beforeMessageId,
  wish.includeThreads,
  wish.includeArchivedThreads,
  wish.cron,
  wish.timeZone,
  wish.priority,
  wish.enabled,
  wish.export ? "export" : "history_fetch",
  ...exportValues(wish.export ?? noExport),
];

const exportValues = ({ format, files, days, destination, folder, keep, encryptTo }: ScheduledExport) => [
  format,
  files,
  days,
  destination,
  folder,
  keep,
  encryptTo,
];

const columns = `
  s.id, s.name, g.platform, s.guild_id, g.name as guild_name, s.channel_ids::text[] as channel_ids,
  array(select c.name from channels c where c.id = any(s.channel_ids) order by c.id limit 20) as channel_names,
  s.mode, s.newest_days, s.after_message_id, s.before_message_id, s.include_threads, s.include_archived_threads,
  s.cron, s.time_zone, s.priority, s.enabled, s.next_run_at, s.runs, s.last_run_at, s.last_outcome, s.last_message,
  s.kind, s.export_format, s.export_files, s.export_days, s.export_destination, s.export_folder, s.export_keep,
  s.export_encrypt_to,
  s.last_task_id, coalesce(t.status, e.status) as last_status, coalesce(t.completed_at, e.completed_at) as last_completed_at,
  s.created_at, s.updated_at,
  now() as read_at`;
const joined = `schedules s join guilds g on g.id = s.guild_id left join history_fetch_tasks t on t.id = s.last_task_id and s.kind = 'history_fetch'
  left join export_tasks e on e.id = s.last_task_id and s.kind = 'export'`;

interface ScheduleRow {
  id: string;
  name: string;
  platform: Platform;
  guild_id: string;
  guild_name: string;
  channel_ids: string[] | null;
  channel_names: string[];
  mode: TaskMode;
  newest_days: number | null;
  after_message_id: string | null;
  before_message_id: string | null;
  include_threads: boolean | null;
  include_archived_threads: boolean | null;
  cron: string;
  time_zone: string;
  priority: number;
  enabled: boolean;
  kind: "history_fetch" | "export";
  export_format: ExportFormat;
  export_files: ExportFileChoice;
  export_days: number | null;
  export_destination: ExportDestination;
  export_folder: string;
  export_keep: number;
  export_encrypt_to: string | null;
  next_run_at: Date | null;
  runs: string;
  last_run_at: Date | null;
  last_outcome: ScheduleOutcome | null;
  last_message: string | null;
  last_task_id: string | null;
  last_status: TaskStatus | null;
  last_completed_at: Date | null;
  created_at: Date;
  updated_at: Date;
  read_at: Date;
}

const toRecord = (row: ScheduleRow): ScheduleRecord => ({
  id: row.id,
  name: row.name,
  platform: row.platform,
  guildId: row.guild_id,
  guildName: row.guild_name,
  channelIds: row.channel_ids,
  channelNames: row.channel_names,
  mode: row.mode,
  newestDays: row.newest_days,
  afterMessageId: row.after_message_id,
  beforeMessageId: row.before_message_id,
  includeThreads: row.include_threads,
  includeArchivedThreads: row.include_archived_threads,
  cron: row.cron,
  timeZone: row.time_zone,
  priority: row.priority,
  enabled: row.enabled,
  export:
    row.kind === "export"
      ? {
          format: row.export_format,
          files: row.export_files,
          days: row.export_days,
          destination: row.export_destination,
          folder: row.export_folder,
          keep: row.export_keep,
          encryptTo: row.export_encrypt_to,
        }
      : null,
  nextRunAt: row.next_run_at,
  runs: row.runs,
  lastRunAt: row.last_run_at,
  lastOutcome: row.last_outcome,
  lastMessage: row.last_message,
  lastTask:
    row.last_task_id === null
      ? null
      : { id: row.last_task_id, status: row.last_status, completedAt: row.last_completed_at },
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  readAt: row.read_at,
});
