/** Starting a fetch: one row in the queue, however often and by how many people it is asked for at once. */
import type { StartFetchInput, StartFetchView } from "../../api/tasks.ts";
import { type FetchRequest, toFetchRequest } from "../../console/fetchRequest.ts";
import { AppError } from "../../errors.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { findGuild, type GuildRecord } from "../guilds/guildList.ts";
import type { TaskScope } from "./taskList.ts";
import { type TaskRow, taskColumns, taskJoins, toTaskViews } from "./taskRecords.ts";

/**
 * Writes the pending task, or returns the open one that asks for the same (`created` false). Of two callers at
 * once one creates, the other finds. Throws AppError: unknown_guild, unknown_channel, invalid_input.
 */
export async function startFetch(
  db: Queryable,
  guildId: string,
  input: StartFetchInput,
  scope: TaskScope & { startedBy: string },
): Promise<StartFetchView> {
  const guild = await getGuild(db, guildId, scope.includeDemo);
  const request = toFetchRequest(input, guild.platform);
  await checkChannels(db, guild, request, input.channelIds ?? []);
  const target = toTarget(request);
  for (let tries = 1; tries <= mostTries; tries++) {
    const createdId = await insertTask(db, guild, request, target, scope.startedBy);
    const row = await findTaskRow(db, createdId ?? (await findOpenTask(db, guild, request, target)));
    const [task] = row ? await toTaskViews(db, [row], scope) : [];
    // Without a row the open task ended (or was deleted) between our two statements: now ours can be made.
    if (task) return { task, created: createdId !== null };
  }
  throw new AppError("conflict", "The same fetch is being started and ended at this moment. Try again.");
}

/** How often a task that ends under our eyes is tried again; once is rare already. */
const mostTries = 5;

/** The guild, or AppError unknown_guild. */
export async function getGuild(db: Queryable, guildId: string, includeDemo: boolean): Promise<GuildRecord> {
  const guild = await findGuild(db, guildId, includeDemo);
  if (!guild) throw new AppError("unknown_guild", `There is no guild ${guildId}.`, { field: "guildId" });
  return guild;
}

/** Where a task points: at one channel, or (null) at the guild with the choice of channels in its options. */
interface Target {
  channelId: string | null;
  options: Record<string, unknown>;
}

/**
 * One channel becomes a task of its own (a forum's stands for its posts); several, or one with its threads, become a
 * guild task over this choice.
 */
function toTarget(request: FetchRequest): Target {
  const options = {
    ...(request.includeThreads === null ? {} : { includeThreads: request.includeThreads }),
    ...(request.includeArchivedThreads === null
      ? {}
      : { includeArchivedThreads: request.includeArchivedThreads }),
  };
  if (request.channelIds === null) return { channelId: null, options };
  const [only, ...others] = request.channelIds;
  return only !== undefined && others.length === 0 && request.includeThreads !== true
    ? { channelId: only, options }
    : { channelId: null, options: { ...options, channelIds: request.channelIds } };
}

/** Sees to it that the chosen channels are the guild's. Throws AppError that names the one of `asGiven` at fault. */
export async function checkChannels(
  db: Queryable,
  guild: GuildRecord,
  request: FetchRequest,
  asGiven: readonly string[],
): Promise<void> {
  if (request.channelIds === null) return;
  const known = await findChannels(db, guild.id, request.channelIds);
  asGiven.forEach((id, index) => {
    const field = `channelIds.${index}`;
    const channel = known.get(String(BigInt(id)));
    if (!channel) throw new AppError("unknown_channel", `${guild.name} has no channel ${id}.`, { field });
    if (channel.kind === "category") {
      throw new AppError("invalid_input", `${field} is a category: name its channels instead.`, { field });
    }
  });
}

async function findChannels(
  db: Queryable,
  guildId: string,
  channelIds: readonly string[],
): Promise<Map<string, { kind: string }>> {
  const { rows } = await db.query<{ id: string; kind: string }>({
    name: "find-channels-of-guild",
    text: "select id, kind from channels where guild_id = $1 and id = any($2::int8[])",
    values: [guildId, channelIds],
  });
  return new Map(rows.map((row) => [row.id, row]));
}

async function insertTask(
  db: Queryable,
  guild: GuildRecord,
  request: FetchRequest,
  target: Target,
  startedBy: string,
): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>({
    name: "start-fetch",
    text: `
      insert into history_fetch_tasks
        (guild_id, channel_id, channel_name, mode, after_message_id, before_message_id, options, priority, started_by)
      values ($1, $2, (select name from channels where id = $9), $3, $4, $5, $6, $7, $8)
      on conflict do nothing
      returning id`,
    values: [
      guild.id,
      target.channelId,
      request.mode,
      request.afterMessageId,
      request.beforeMessageId,
      JSON.stringify(target.options),
      request.priority,
      startedBy,
      request.channelIds?.length === 1 ? request.channelIds[0] : null,
    ],
  });
  return rows[0]?.id ?? null;
}

/** The open task with the key that the unique index history_fetch_tasks_open keeps single. */
async function findOpenTask(
  db: Queryable,
  guild: GuildRecord,
  request: FetchRequest,
  target: Target,
): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>({
    name: "find-open-fetch",
    text: `
      select id from history_fetch_tasks
      where status in ('pending', 'running', 'paused') and guild_id = $1
        and coalesce(channel_id, 0) = coalesce($2::int8, 0) and coalesce(parent_task_id, 0) = 0 and mode = $3
        and coalesce(after_message_id, 0) = coalesce($4::int8, 0)
        and coalesce(before_message_id, 0) = coalesce($5::int8, 0)
        and md5(coalesce(options ->> 'channelIds', '')) = md5(coalesce($6::jsonb ->> 'channelIds', ''))`,
    values: [
      guild.id,
      target.channelId,
      request.mode,
      request.afterMessageId,
      request.beforeMessageId,
      JSON.stringify(target.options),
    ],
  });
  return rows[0]?.id ?? null;
}

async function findTaskRow(db: Queryable, taskId: string | null): Promise<TaskRow | null> {
  if (taskId === null) return null;
  const { rows } = await db.query<TaskRow>({
    name: "find-task",
    text: `select ${taskColumns} from history_fetch_tasks t ${taskJoins} where t.id = $1`,
    values: [taskId],
  });
  return rows[0] ?? null;
}
