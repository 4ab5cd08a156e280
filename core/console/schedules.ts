/** Schedules as the API keeps them: checked, written, shown with the times at which they come due. */
import type {
  ChangeScheduleInput,
  CreateScheduleInput,
  RunScheduleView,
  ScheduleView,
} from "../api/schedules.ts";
import { cronFault, isTimeZone, nextRuns } from "../cron.ts";
import {
  deleteSchedule,
  findSchedule,
  findSchedules,
  insertSchedule,
  readDatabaseTime,
  type ScheduleRecord,
  type ScheduleWish,
  updateSchedule,
} from "../database/schedules/schedules.ts";
import { AppError } from "../errors.ts";
import { isCheckViolation, type Queryable } from "../postgres/pool.ts";
import { toFetchRequest } from "./fetchRequest.ts";
import { runSchedule } from "./runSchedule.ts";
import { checkChannels, getGuild } from "./startFetch.ts";

/** How many of the next times a schedule shows. */
const shownRuns = 3;
/** How many a preview shows: enough to see a rhythm. */
const previewedRuns = 5;
/** How often a run by hand that others run as well is tried again; each time somebody else has run it. */
const mostTries = 3;

interface Scope {
  includeDemo: boolean;
}

/** All schedules, or those of a guild, by name. */
export async function listSchedules(
  db: Queryable,
  guildId: string | undefined,
  scope: Scope,
): Promise<ScheduleView[]> {
  const found = await findSchedules(db, { guildId: guildId ?? null, ...scope });
  return found.map(toScheduleView);
}

/** One schedule. Throws AppError unknown_schedule. */
export async function getSchedule(db: Queryable, id: string): Promise<ScheduleView> {
  return toScheduleView(await requireSchedule(db, id));
}

/** Throws AppError: unknown_guild, unknown_channel, invalid_input. */
export async function createSchedule(
  db: Queryable,
  input: CreateScheduleInput,
  scope: Scope,
): Promise<ScheduleView> {
  const wish = await toWish(db, input, scope);
  const id = await refusedAsInput(async () => insertSchedule(db, wish, await firstRun(db, wish)));
  return getSchedule(db, id);
}

/** Changes what `input` names. When it comes due next follows from its cron again. Throws as createSchedule. */
export async function changeSchedule(
  db: Queryable,
  id: string,
  input: ChangeScheduleInput,
  scope: Scope,
): Promise<ScheduleView> {
  const known = await requireSchedule(db, id);
  const wish = await toWish(db, { ...toInput(known), ...input }, scope);
  const isSameTime =
    known.enabled === wish.enabled && known.cron === wish.cron && known.timeZone === wish.timeZone;
  const nextRunAt = isSameTime ? undefined : await firstRun(db, wish);
  const wasThere = await refusedAsInput(() => updateSchedule(db, id, wish, nextRunAt));
  if (!wasThere) throw unknownSchedule(id);
  return getSchedule(db, id);
}

/** Throws AppError unknown_schedule. */
export async function removeSchedule(db: Queryable, id: string): Promise<void> {
  if (!(await deleteSchedule(db, id))) throw unknownSchedule(id);
}

/** Runs a schedule now, enabled or not; when it comes due next stays. Throws AppError: unknown_schedule, conflict. */
export async function runScheduleNow(db: Queryable, id: string): Promise<RunScheduleView> {
  for (let tries = 1; tries <= mostTries; tries++) {
    const run = await runSchedule(db, await requireSchedule(db, id), "hand");
    if (run) return { ...run, schedule: await getSchedule(db, id) };
  }
  throw new AppError("conflict", "The schedule is being run at this moment. Look again.");
}

/** The next times of an expression, by the database's clock. Throws AppError invalid_input. */
export async function previewRuns(db: Queryable, cron: string, timeZone: string): Promise<string[]> {
  checkTime({ cron, timeZone });
  const runs = nextRuns(cron, timeZone, await readDatabaseTime(db), previewedRuns);
  return runs.map((time) => time.toISOString());
}

async function toWish(db: Queryable, input: CreateScheduleInput, scope: Scope): Promise<ScheduleWish> {
  checkTime(input);
  const guild = await getGuild(db, input.guildId, scope.includeDemo);
  if (input.newestDays !== null && input.range !== null) {
    throw new AppError("invalid_input", "newestDays and range exclude each other.", { field: "newestDays" });
  }
  const { channelIds, range, ...rest } = input;
  const request = toFetchRequest(
    {
      ...(channelIds === null ? {} : { channelIds }),
      ...(range === null ? {} : { range }),
      mode: rest.mode,
      priority: rest.priority,
      options: rest.options,
    },
    guild,
  );
  if (request.afterTime || request.beforeTime)
    throw new AppError(
      "invalid_input",
      "range must be message ids: a schedule for Telegram keeps no times.",
      { field: request.afterTime ? "range.after" : "range.before" },
    );
  await checkChannels(db, guild, request, channelIds ?? []);
  const { name, newestDays, cron, timeZone, enabled } = rest;
  const isFetch = rest.mode !== "fill" || newestDays !== null || range !== null;
  if (rest.export !== null && isFetch)
    throw new AppError(
      "invalid_input",
      "mode, newestDays and range are of fetches: an export has export.days.",
      {
        field: "export",
      },
    );
  return { ...request, name, guildId: guild.id, newestDays, cron, timeZone, enabled, export: rest.export };
}

/** A stored schedule as somebody would have asked for it. */
function toInput(known: ScheduleRecord): CreateScheduleInput {
  const { afterMessageId, beforeMessageId, includeThreads, includeArchivedThreads } = known;
  const { name, guildId, channelIds, mode, newestDays, cron, timeZone, priority, enabled } = known;
  return {
    name,
    guildId,
    mode,
    newestDays,
    cron,
    timeZone,
    priority,
    enabled,
    export: known.export,
    channelIds: channelIds && [...channelIds],
    range:
      afterMessageId === null && beforeMessageId === null
        ? null
        : {
            ...(afterMessageId === null ? {} : { after: afterMessageId }),
            ...(beforeMessageId === null ? {} : { before: beforeMessageId }),
          },
    options: {
      ...(includeThreads === null ? {} : { includeThreads }),
      ...(includeArchivedThreads === null ? {} : { includeArchivedThreads }),
    },
  };
}

function checkTime({ cron, timeZone }: { cron: string; timeZone: string }): void {
  const fault = cronFault(cron);
  if (fault !== null) throw new AppError("invalid_input", `cron ${fault}.`, { field: "cron" });
  if (!isTimeZone(timeZone)) {
    throw new AppError(
      "invalid_input",
      `timeZone ${timeZone} is not an IANA time zone such as Europe/Berlin.`,
      {
        field: "timeZone",
      },
    );
  }
}

/** When a schedule comes due first; null while it is not enabled. Throws AppError where it never does. */
async function firstRun(db: Queryable, wish: ScheduleWish): Promise<Date | null> {
  const [first] = nextRuns(wish.cron, wish.timeZone, await readDatabaseTime(db), 1);
  if (!first) throw new AppError("invalid_input", "cron never comes due.", { field: "cron" });
  return wish.enabled ? first : null;
}

/** What only the database knows better, such as a time zone that it lacks. */
async function refusedAsInput<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isCheckViolation(error, "schedules_possible")) throw error;
    throw new AppError("invalid_input", error.message);
  }
}

async function requireSchedule(db: Queryable, id: string): Promise<ScheduleRecord> {
  const found = await findSchedule(db, id);
  if (!found) throw unknownSchedule(id);
  return found;
}

const unknownSchedule = (id: string) =>
  new AppError("unknown_schedule", `There is no schedule ${id}.`, { field: "scheduleId" });

function toScheduleView(schedule: ScheduleRecord): ScheduleView {
  const {
    runs: _,
    readAt: _readAt,
    lastRunAt,
    lastOutcome,
    lastMessage,
    lastTask,
    nextRunAt,
    ...rest
  } = schedule;
  return {
    ...rest,
    channelIds: schedule.channelIds && [...schedule.channelIds],
    nextRunAt: nextRunAt?.toISOString() ?? null,
    nextRuns: schedule.enabled ? shownTimes(schedule).map((time) => time.toISOString()) : [],
    lastRun:
      lastRunAt && lastOutcome
        ? { at: lastRunAt.toISOString(), outcome: lastOutcome, message: lastMessage }
        : null,
    lastTask: lastTask && { ...lastTask, completedAt: lastTask.completedAt?.toISOString() ?? null },
    createdAt: schedule.createdAt.toISOString(),
    updatedAt: schedule.updatedAt.toISOString(),
  };
}

/** The next times by cron, led by one that stands in the row and is another (set by hand, or missed). */
function shownTimes({ cron, timeZone, nextRunAt, readAt }: ScheduleRecord): Date[] {
  // PostgreSQL may know a time zone that this machine does not.
  const runs = isTimeZone(timeZone) ? nextRuns(cron, timeZone, readAt, shownRuns) : [];
  const own = nextRunAt && !runs.some((run) => run.getTime() === nextRunAt.getTime()) ? [nextRunAt] : [];
  return [...own, ...runs].slice(0, shownRuns);
}
