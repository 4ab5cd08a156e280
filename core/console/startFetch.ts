/** Starting a fetch: one row in the queue, however often and by how many people it is asked for at once. */
import type { LeftOutView, StartFetchInput, StartFetchView } from "../api/tasks.ts";
import { loadReaders } from "../database/guilds/channelRecords.ts";
import { findChannelKinds, findGuild, type GuildRecord } from "../database/guilds/guildList.ts";
import { findOpenFetch, insertFetch } from "../database/tasks/fetchRows.ts";
import { findTask } from "../database/tasks/taskRecords.ts";
import { AppError } from "../errors.ts";
import type { Queryable } from "../postgres/pool.ts";
import { channelsOf } from "./estimate.ts";
import { aboutRow, toFetchKey } from "./fetchKey.ts";
import { type FetchRequest, toFetchRequest } from "./fetchRequest.ts";
import { describeChannels } from "./guildChannels.ts";
import type { TaskScope } from "./taskList.ts";
import { toTaskViews } from "./taskViews.ts";

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
  const request = toFetchRequest(input, guild);
  await checkChannels(db, guild, request, input.channelIds ?? []);
  const fetch = { ...toFetchKey(guild.id, request), ...aboutRow(request), startedBy: scope.startedBy };
  for (let tries = 1; tries <= mostTries; tries++) {
    const createdId = await insertFetch(db, fetch);
    const taskId = createdId ?? (await findOpenFetch(db, fetch));
    const record = taskId === null ? null : await findTask(db, taskId);
    const [task] = record ? await toTaskViews(db, [record], scope) : [];
    // Without a row the open task ended (or was deleted) between our two statements: now ours can be made.
    if (task) return { task, created: createdId !== null, leftOut: await findLeftOut(db, guild, request) };
  }
  throw new AppError("conflict", "The same fetch is being started and ended at this moment. Try again.");
}

/** What of a request no account can read, by what is known of permissions. */
async function findLeftOut(db: Queryable, guild: GuildRecord, request: FetchRequest): Promise<LeftOutView> {
  const readers = await loadReaders(db, guild.id);
  // Without any account the task waits for one, which may be able to read everything.
  if (readers.accountCount === 0 || readers.lacking.size === 0) return { count: 0, channels: [] };
  const wanted = channelsOf(request, await describeChannels(db, guild, readers));
  const unreadable = wanted
    .filter(({ missing }) => missing.length > 0)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    count: unreadable.length,
    channels: unreadable
      .slice(0, mostNamed)
      .map(({ id, name, missing }) => ({ channelId: id, channelName: name, missing: [...missing] })),
  };
}

/** How many channels an answer names. */
const mostNamed = 20;

/** How often a task that ends under our eyes is tried again; once is rare already. */
const mostTries = 5;

/** The guild, or AppError unknown_guild. */
export async function getGuild(db: Queryable, guildId: string, includeDemo: boolean): Promise<GuildRecord> {
  const guild = await findGuild(db, guildId, includeDemo);
  if (!guild) throw new AppError("unknown_guild", `There is no guild ${guildId}.`, { field: "guildId" });
  return guild;
}

/** Sees to it that the chosen channels are the guild's. Throws AppError that names the one of `asGiven` at fault. */
export async function checkChannels(
  db: Queryable,
  guild: GuildRecord,
  request: FetchRequest,
  asGiven: readonly string[],
): Promise<void> {
  if (request.channelIds === null) return;
  const known = await findChannelKinds(db, guild.id, request.channelIds);
  asGiven.forEach((id, index) => {
    const field = `channelIds.${index}`;
    const channel = known.get(String(BigInt(id)));
    if (!channel) throw new AppError("unknown_channel", `${guild.name} has no channel ${id}.`, { field });
    if (channel.kind === "category") {
      throw new AppError("invalid_input", `${field} is a category: name its channels instead.`, { field });
    }
  });
}
