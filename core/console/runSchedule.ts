/** One run of a schedule: what it asks for at this moment, and when it comes due next. */
import { nextRun } from "../cron.ts";
import { recordExportRun } from "../database/schedules/exportRuns.ts";
import { type RunBy, recordRun, type ScheduledFetch, type ScheduleRun } from "../database/schedules/runs.ts";
import type { ScheduleRecord } from "../database/schedules/schedules.ts";
import { snowflakeAt } from "../model/snowflake.ts";
import type { Queryable } from "../postgres/pool.ts";
import { aboutRow, toFetchKey } from "./fetchKey.ts";

/**
 * Makes the task of a schedule: because it is due (then it also moves on to its next time), or by hand. Null when it was
 * run or changed since it was read. Throws what the database says of a task that it refuses.
 */
export function runSchedule(
  db: Queryable,
  schedule: ScheduleRecord,
  by: "clock" | "hand",
): Promise<ScheduleRun | null> {
  const how: RunBy =
    by === "hand"
      ? { hand: true }
      : { hand: false, nextRunAt: nextRun(schedule.cron, schedule.timeZone, schedule.readAt) };
  return schedule.export
    ? recordExportRun(db, schedule, how)
    : recordRun(db, schedule, toScheduledFetch(schedule), how);
}

const dayMs = 86_400_000;

/** The fetch that a schedule asks for as of `readAt`. Pure. */
function toScheduledFetch(schedule: ScheduleRecord): ScheduledFetch {
  const request = {
    channelIds: schedule.channelIds,
    mode: schedule.mode,
    ...beginningOf(schedule),
    beforeMessageId: schedule.beforeMessageId,
    beforeTime: null,
    includeThreads: schedule.includeThreads,
    includeArchivedThreads: schedule.includeArchivedThreads,
    priority: schedule.priority,
  };
  return { ...toFetchKey(schedule.guildId, request), namedAfter: aboutRow(request).namedAfter };
}

/** Where it begins: the ids of Telegram do not tell their time, the bot finds them when it works the task. */
function beginningOf({ platform, newestDays, afterMessageId, readAt }: ScheduleRecord) {
  if (newestDays === null) return { afterMessageId, afterTime: null };
  const sinceMs = readAt.getTime() - newestDays * dayMs;
  return platform === "telegram"
    ? { afterMessageId: null, afterTime: new Date(sinceMs) }
    : { afterMessageId: String(snowflakeAt(sinceMs)), afterTime: null };
}
