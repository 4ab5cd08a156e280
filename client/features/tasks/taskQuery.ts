/** What the task list shows, as the address bar holds it. Pure. */
import type { TaskMode, TaskStatus } from "../../../core/model/task.ts";

export const taskStatuses: readonly TaskStatus[] = [
  "running",
  "pending",
  "paused",
  "completed",
  "warning",
  "failed",
  "cancelled",
];

export interface TaskQuery {
  /** Null: every status. */
  status: TaskStatus | null;
  channelId: string | null;
  mode: TaskMode | null;
  /** As the API names them; "sql" for rows written in SQL. */
  startedBy: string | null;
  /** Every server, or the chosen one. */
  everywhere: boolean;
  /** Where the page of the list starts; null: at the newest task. */
  cursor: string | null;
}

export const taskModes: readonly TaskMode[] = ["fill", "reconcile"];
const isMode = (value: string | null): value is TaskMode => taskModes.includes(value as TaskMode);
const isStatus = (value: string | null): value is TaskStatus => taskStatuses.includes(value as TaskStatus);

/** Unknown values count as not given: an old link must not end in an error. */
export function parseTaskQuery(parameters: URLSearchParams): TaskQuery {
  const status = parameters.get("status");
  const channelId = parameters.get("channel");
  const mode = parameters.get("mode");
  const startedBy = parameters.get("by");
  const cursor = parameters.get("cursor");
  return {
    status: isStatus(status) ? status : null,
    channelId: channelId && /^-?\d{1,19}$/.test(channelId) ? channelId : null,
    mode: isMode(mode) ? mode : null,
    startedBy: startedBy && startedBy.length <= 100 ? startedBy : null,
    everywhere: parameters.get("scope") === "all",
    cursor: cursor && /^[A-Za-z0-9_-]{1,200}$/.test(cursor) ? cursor : null,
  };
}

/** Changes to the address: null removes a parameter. Any change but paging starts at the newest task again. */
export function taskQueryParameters(change: Partial<TaskQuery>): Record<string, string | null> {
  const parameters: Record<string, string | null> = { cursor: change.cursor ?? null };
  if (change.status !== undefined) parameters.status = change.status;
  if (change.channelId !== undefined) parameters.channel = change.channelId;
  if (change.mode !== undefined) parameters.mode = change.mode;
  if (change.startedBy !== undefined) parameters.by = change.startedBy;
  if (change.everywhere !== undefined) parameters.scope = change.everywhere ? "all" : null;
  return parameters;
}

/** Everything that narrows the list beside the status, taken away. */
export const unnarrowed = { channelId: null, mode: null, startedBy: null } satisfies Partial<TaskQuery>;

/** Whether more than the status decides what the list shows: what is done to all that match knows the status only. */
export const isNarrowed = ({ channelId, mode, startedBy }: TaskQuery): boolean =>
  channelId !== null || mode !== null || startedBy !== null;

/** The API's address for a page of the list. */
export function taskListPath(query: TaskQuery, guildId: string | null, limit: number): string {
  const parameters = new URLSearchParams();
  if (query.status) parameters.set("status", query.status);
  if (!query.everywhere && guildId) parameters.set("guildId", guildId);
  if (query.channelId) parameters.set("channelId", query.channelId);
  if (query.mode) parameters.set("mode", query.mode);
  if (query.startedBy) parameters.set("startedBy", query.startedBy);
  parameters.set("limit", String(limit));
  if (query.cursor) parameters.set("cursor", query.cursor);
  return `/tasks?${parameters}`;
}
