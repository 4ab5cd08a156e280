/** Schedules: recurring fetches. The rows are kept here; the bot runs them. */
import { DoneView } from "../../core/api/common.ts";
import {
  ChangeScheduleInput,
  CreateScheduleInput,
  NextRunsQuery,
  NextRunsView,
  RunScheduleView,
  ScheduleAnswer,
  ScheduleListQuery,
  ScheduleListView,
} from "../../core/api/schedules.ts";
import {
  changeSchedule,
  createSchedule,
  getSchedule,
  listSchedules,
  previewRuns,
  removeSchedule,
  runScheduleNow,
} from "../../core/console/schedules.ts";
import { type AppDeps, scopeOf } from "../deps.ts";
import { ScheduleParams } from "../params.ts";
import { defineRoute, type Route } from "../route.ts";

/** The routes below /schedules. */
export function scheduleRoutes(deps: AppDeps): Route[] {
  return [...listRoutes(deps), ...scheduleItemRoutes(deps)];
}

function listRoutes(deps: AppDeps): Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/schedules",
      access: "session",
      summary: "All schedules, or those of one guild, by name.",
      query: ScheduleListQuery,
      view: ScheduleListView,
      async handle({ query }) {
        return { body: { schedules: await listSchedules(deps.readPool, query.guildId, scopeOf(deps)) } };
      },
    }),
    defineRoute({
      method: "post",
      path: "/schedules",
      access: "session",
      summary: "Makes a schedule: a fetch that recurs by a cron expression.",
      body: CreateScheduleInput,
      view: ScheduleAnswer,
      statuses: { 201: "Made" },
      async handle({ body }) {
        return { status: 201, body: { schedule: await createSchedule(deps.pool, body, scopeOf(deps)) } };
      },
    }),
    defineRoute({
      method: "get",
      path: "/schedules/next-runs",
      access: "session",
      summary: "When a cron expression would come due next.",
      query: NextRunsQuery,
      view: NextRunsView,
      async handle({ query }) {
        return { body: { nextRuns: await previewRuns(deps.readPool, query.cron, query.timeZone) } };
      },
    }),
  ];
}

function scheduleItemRoutes(deps: AppDeps): Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/schedules/:scheduleId",
      access: "session",
      summary: "One schedule with its next runs and what came of the last one.",
      params: ScheduleParams,
      view: ScheduleAnswer,
      async handle({ params }) {
        return { body: { schedule: await getSchedule(deps.pool, params.scheduleId) } };
      },
    }),
    defineRoute({
      method: "patch",
      path: "/schedules/:scheduleId",
      access: "session",
      summary: "Changes what is named of a schedule; its open task goes on as it is.",
      params: ScheduleParams,
      body: ChangeScheduleInput,
      view: ScheduleAnswer,
      async handle({ params, body }) {
        const schedule = await changeSchedule(deps.pool, params.scheduleId, body, scopeOf(deps));
        return { body: { schedule } };
      },
    }),
    defineRoute({
      method: "delete",
      path: "/schedules/:scheduleId",
      access: "session",
      summary: "Removes a schedule; its tasks stay.",
      params: ScheduleParams,
      view: DoneView,
      async handle({ params }) {
        await removeSchedule(deps.pool, params.scheduleId);
        return { body: {} };
      },
    }),
    defineRoute({
      method: "post",
      path: "/schedules/:scheduleId/run",
      access: "session",
      summary: "Runs a schedule now, unless a task of it is open; when it comes due next stays.",
      params: ScheduleParams,
      view: RunScheduleView,
      async handle({ params }) {
        return { body: await runScheduleNow(deps.pool, params.scheduleId) };
      },
    }),
  ];
}
