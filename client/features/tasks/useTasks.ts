"use client";
import type { ChildListView, TaskDetailView, TaskListView, TaskView } from "../../../core/api/tasks.ts";
import type { TaskStatus } from "../../../core/model/task.ts";
import { tasksTopic } from "../../http/events/eventStream.ts";
import { fetchJson } from "../../http/fetchJson.ts";
import { useResource } from "../../http/useResource.ts";
import { isMoving } from "./actions/taskActions.ts";
import { recordSamples } from "./speed/taskSamples.ts";
import { type TaskQuery, taskListPath } from "./taskQuery.ts";

const tasksPerPage = 50;
/** Fewer than on the page that is about tasks: below the children there is more to see. */
const childrenPerPage = 25;

/** Every answer is also a measurement of the tasks in it. */
async function fetchTasks<Data extends { tasks: TaskView[] }>(path: string): Promise<Data> {
  const data = await fetchJson<Data>(path);
  recordSamples(data.tasks, Date.now());
  return data;
}

async function fetchTask(path: string): Promise<TaskDetailView> {
  const data = await fetchJson<TaskDetailView>(path);
  recordSamples([data.task], Date.now());
  return data;
}

const hasMovingTasks = (data: { tasks: { status: TaskStatus }[] }) =>
  data.tasks.some((task) => isMoving(task.status));

/** A page of the task list with the counts of every status. `isHeld`: rows must not move now. */
export const useTasks = (query: TaskQuery, guildId: string | null, isHeld: boolean) =>
  useResource<TaskListView>(query.everywhere || guildId ? taskListPath(query, guildId, tasksPerPage) : null, {
    fetcher: fetchTasks,
    poll: "view",
    isBusy: hasMovingTasks,
    isHeld,
    topic: tasksTopic,
    keepPrevious: true,
  });

/** One task with its timeline. */
export const useTask = (id: string) =>
  useResource<TaskDetailView>(`/tasks/${id}`, {
    fetcher: fetchTask,
    poll: "view",
    isBusy: ({ task }) => isMoving(task.status),
    topic: tasksTopic,
  });

/** Slower than the parent, whose answer asks for the children at once when its counters move (ChildList.tsx). */
const childrenEveryMs = 5_000;

/**
 * A page of a guild task's children. Polled while the parent is open: a child that waits or fails moves none of its
 * parent's numbers.
 */
export const useChildren = (
  id: string,
  status: TaskStatus | null,
  cursor: string | null,
  isParentOpen: boolean,
) => {
  const parameters = new URLSearchParams({ limit: String(childrenPerPage) });
  if (status) parameters.set("status", status);
  if (cursor) parameters.set("cursor", cursor);
  return useResource<ChildListView>(`/tasks/${id}/children?${parameters}`, {
    fetcher: fetchTasks,
    poll: isParentOpen ? childrenEveryMs : null,
    keepPrevious: true,
  });
};
