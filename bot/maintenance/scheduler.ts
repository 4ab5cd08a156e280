/**
 * Runs schedules as they come due. Any number of bot processes look at the same rows: the statement that makes a task
 * lets one of them through (core/database/schedules/runs.ts). The time is the database's, whatever the clock here says.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { runSchedule } from "../../core/console/runSchedule.ts";
import { isTimeZone, nextRun } from "../../core/cron.ts";
import { recordFailedRun, setFirstRun } from "../../core/database/schedules/runs.ts";
import { findDueSchedules, type ScheduleRecord } from "../../core/database/schedules/schedules.ts";
import type { Logger } from "../../core/log.ts";
import { isDatabaseAway, type Pool } from "../../core/postgres/pool.ts";
import { isRefusedData } from "../../core/postgres/refused.ts";
import { loopService, type Service } from "../services/service.ts";

export interface SchedulerDeps {
  pool: Pool;
  log: Logger;
}

/** Between two looks: one short query over a small table. Longer, and what is due to the minute comes late. */
const lookEveryMs = 5_000;
/** Looked at in one pass; others wait for the next. */
const mostAtOnce = 100;

export function schedulerService(deps: SchedulerDeps, everyMs = lookEveryMs): Service {
  return loopService("schedules", async (stop) => {
    while (!stop.aborted) {
      await runDueSchedules(deps).catch((error: unknown) =>
        deps.log[isDatabaseAway(error) ? "debug" : "error"](
          { code: "schedule.look_failed", error },
          "schedules could not be looked at",
        ),
      );
      await sleep(everyMs, undefined, { signal: stop }).catch(() => undefined); // the abort ends the loop
    }
  });
}

/** One pass: makes the tasks of what is due, once each, however often it was missed. */
export async function runDueSchedules(deps: SchedulerDeps): Promise<void> {
  for (const schedule of await findDueSchedules(deps.pool, mostAtOnce)) {
    try {
      await runDue(deps, schedule);
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      const about = { scheduleId: schedule.id, schedule: schedule.name, error };
      deps.log.error({ code: "schedule.failed", ...about }, "a schedule could not run");
      // What the database refuses it would refuse again: said in the row. All else is tried again with the next look.
      if (isRefusedData(error)) await recordFailedRun(deps.pool, schedule, error.message, next(schedule));
    }
  }
}

async function runDue({ pool, log }: SchedulerDeps, schedule: ScheduleRecord): Promise<void> {
  const { id, name, nextRunAt } = schedule;
  if (!isTimeZone(schedule.timeZone)) {
    const unknown = `The machine of the bot knows no time zone ${schedule.timeZone}, so it was switched off.`;
    return recordFailedRun(pool, schedule, unknown, null);
  }
  if (nextRunAt === null) {
    const first = next(schedule);
    if (first) return setFirstRun(pool, schedule, first);
    const never = `By ${schedule.cron} in ${schedule.timeZone} it never comes due again, so it was switched off.`;
    return recordFailedRun(pool, schedule, never, null);
  }
  const run = await runSchedule(pool, schedule, "clock");
  if (!run) return; // another process was first
  const about = { scheduleId: id, schedule: name, taskId: run.taskId, dueAt: nextRunAt };
  if (run.outcome === "started") log.info({ code: "schedule.started", ...about }, "a schedule has come due");
  else
    log.warn({ code: "schedule.skipped", ...about }, "a schedule was skipped: its last task is still open");
}

const next = ({ cron, timeZone, readAt }: ScheduleRecord) => nextRun(cron, timeZone, readAt);
