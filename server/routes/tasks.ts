/** Listing and steering tasks. */
import {
  BulkActionInput,
  BulkActionView,
  ChildListQuery,
  ChildListView,
  TaskAction,
  TaskActionView,
  TaskDetailView,
  TaskListQuery,
  TaskListView,
} from "../../core/api/tasks.ts";
import { controlMatchingTasks, controlTask, controlTasks } from "../../core/console/taskControl.ts";
import { findTaskDetail, listChildTasks, listTasks } from "../../core/console/taskList.ts";
import { AppError } from "../../core/errors.ts";
import { type AppDeps, scopeOf } from "../deps.ts";
import { TaskParams } from "../params.ts";
import { defineRoute, type Route } from "../route.ts";

/** The routes below /tasks. */
export function taskRoutes(deps: AppDeps): Route[] {
  return [...readingRoutes(deps), ...TaskAction.options.flatMap((action) => actionRoutes(deps, action))];
}

function readingRoutes(deps: AppDeps): Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/tasks",
      access: "session",
      summary: "Tasks, newest first; parts of guild tasks only when a channel is asked for.",
      query: TaskListQuery,
      view: TaskListView,
      async handle({ query }) {
        return { body: await listTasks(deps.readPool, query, scopeOf(deps)) };
      },
    }),
    defineRoute({
      method: "get",
      path: "/tasks/:taskId",
      access: "session",
      summary: "One task with its history of status changes.",
      params: TaskParams,
      view: TaskDetailView,
      async handle({ params: { taskId } }) {
        const detail = await findTaskDetail(deps.readPool, taskId, scopeOf(deps));
        if (!detail) throw new AppError("unknown_task", `There is no task ${taskId}.`, { field: "taskId" });
        return { body: detail };
      },
    }),
    defineRoute({
      method: "get",
      path: "/tasks/:taskId/children",
      access: "session",
      summary: "The parts of a guild task, one per channel, in the order they were made.",
      params: TaskParams,
      query: ChildListQuery,
      view: ChildListView,
      async handle({ params, query }) {
        return { body: await listChildTasks(deps.readPool, params.taskId, query, scopeOf(deps)) };
      },
    }),
  ];
}

const actionSummaries: Record<TaskAction, string> = {
  pause: "Pauses a task; what it has done stays.",
  resume: "Lets a paused task go on.",
  cancel: "Ends a task; what it has archived stays.",
  retry: "Puts a task that is over back into the queue; it goes on where coverage ends.",
};

function actionRoutes(deps: AppDeps, action: TaskAction): Route[] {
  return [
    defineRoute({
      method: "post",
      path: `/tasks/${action}`,
      access: "session",
      summary: `Does the same (${action}) to chosen tasks, or to all that a filter matches.`,
      body: BulkActionInput,
      view: BulkActionView,
      async handle({ body }) {
        const outcome =
          "ids" in body
            ? await controlTasks(deps.pool, body.ids, action, scopeOf(deps))
            : await controlMatchingTasks(deps.pool, body.filter, action, scopeOf(deps));
        return { body: outcome };
      },
    }),
    defineRoute({
      method: "post",
      path: `/tasks/:taskId/${action}`,
      access: "session",
      summary: actionSummaries[action],
      params: TaskParams,
      view: TaskActionView,
      async handle({ params }) {
        return { body: { task: await controlTask(deps.pool, params.taskId, action, scopeOf(deps)) } };
      },
    }),
  ];
}
