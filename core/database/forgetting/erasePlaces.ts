/** What belongs to a channel or a server beside messages. Only inside an erasure's transaction. */
import type { Queryable } from "../../postgres/pool.ts";
import { foldAllDifferences } from "../stats/keeping.ts";
import { listColumns, quoted, tablesOfChannels, tablesOfGuilds } from "./catalog.ts";

/** The channel and its threads, the threads first; a channel that is not listed is itself. */
export async function findChannelTree(db: Queryable, channelId: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: "find-channel-tree",
    text: "select id from channels where parent_id = $1 and kind like '%thread' order by id",
    values: [channelId],
  });
  return [...rows.map(({ id }) => id), channelId];
}

/** All channels of a guild, also those that only their messages tell of. */
export async function findChannelsOfGuild(db: Queryable, guildId: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: "find-channels-of-guild",
    text: "select id from channels where guild_id = $1 order by id",
    values: [guildId],
  });
  return rows.map(({ id }) => id);
}

/** Channels of a platform above an id, in order, with how much there is in each: what a look through everything goes by. */
export async function findChannelsAfter(
  db: Queryable,
  platform: string,
  after: string | null,
): Promise<{ id: string; messages: number }[]> {
  const { rows } = await db.query<{ id: string; messages: string }>({
    name: "find-channels-after",
    text: `
      select c.id, c.message_count as messages from channels c join guilds g on g.id = c.guild_id
      where g.platform = $1 and ($2::int8 is null or c.id > $2) order by c.id`,
    values: [platform, after],
  });
  return rows.map(({ id, messages }) => ({ id, messages: Number(messages) }));
}

/** Whatever stands in any table for a channel whose messages are gone, and the channel itself. */
export async function eraseChannelRows(tx: Queryable, channelId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  await foldAllDifferences(tx); // the guild's sums must learn of it before its rows go
  const tables = tablesOfChannels(await listColumns(tx)).filter((table) => table !== "messages");
  for (const table of tables) {
    const { rowCount } = await tx.query({
      name: `erase-${table}-of-channel`.slice(0, 63),
      text: `delete from ${quoted(table)} where channel_id = $1`,
      values: [channelId],
    });
    counts[table] = rowCount ?? 0;
  }
  const { rowCount } = await tx.query({
    name: "erase-channel",
    text: "delete from channels where id = $1",
    values: [channelId],
  });
  return { ...counts, channels: rowCount ?? 0 };
}

/** Whatever stands in any table for a guild whose channels are gone, and the guild itself. */
export async function eraseGuildRows(tx: Queryable, guildId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of tablesOfGuilds(await listColumns(tx))) {
    const { rowCount } = await tx.query({
      name: `erase-${table}-of-guild`.slice(0, 63),
      text: `delete from ${quoted(table)} where guild_id = $1`,
      values: [guildId],
    });
    counts[table] = rowCount ?? 0;
  }
  const { rowCount } = await tx.query({
    name: "erase-guild",
    text: "delete from guilds where id = $1",
    values: [guildId],
  });
  return { ...counts, guilds: rowCount ?? 0 };
}

/** Those of the people who wrote nothing that is still here and are a member nowhere else: their names go with the guild. */
export async function erasePeopleOfNowhere(
  tx: Queryable,
  guildId: string,
  personIds: readonly string[],
): Promise<number> {
  if (personIds.length === 0) return 0;
  const { rowCount } = await tx.query({
    name: "erase-people-of-nowhere",
    text: `
      delete from authors a
      where a.id = any($1::int8[])
        and not exists (select from messages m where m.author_id = a.id)
        and not exists (select from members m where m.user_id = a.id and m.guild_id <> $2)`,
    values: [personIds, guildId],
  });
  return rowCount ?? 0;
}

export async function findMembersOfGuild(tx: Queryable, guildId: string): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>({
    name: "find-members-of-guild",
    text: "select user_id as id from members where guild_id = $1",
    values: [guildId],
  });
  return rows.map(({ id }) => id);
}
