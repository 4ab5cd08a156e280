/** The names behind ids: of people, channels and roles. */
import type { Queryable } from "../../postgres/pool.ts";

export interface StoredPersonName {
  id: string;
  userName: string;
  displayName: string | null;
  nick: string | null;
  isBot: boolean;
}

/** How people are called, in a guild too; ids that nobody was seen with are absent. */
export async function loadPersonNames(
  db: Queryable,
  guildId: string,
  ids: readonly string[],
): Promise<StoredPersonName[]> {
  if (ids.length === 0) return [];
  const { rows } = await db.query<StoredPersonName>({
    name: "load-person-names",
    text: `
      select a.id, a.name as "userName", a.display_name as "displayName", m.nick, a.is_bot as "isBot"
      from authors a left join members m on m.guild_id = $1 and m.user_id = a.id
      where a.id = any($2::int8[])`,
    values: [guildId, ids],
  });
  return rows;
}

export interface IdName {
  id: string;
  name: string;
}

/** The names of a guild's channels, deleted ones too. */
export async function loadChannelNames(
  db: Queryable,
  guildId: string,
  ids: readonly string[],
): Promise<IdName[]> {
  if (ids.length === 0) return [];
  const { rows } = await db.query<IdName>({
    name: "load-channel-names",
    text: "select id, name from channels where guild_id = $1 and id = any($2::int8[])",
    values: [guildId, ids],
  });
  return rows;
}

/** The names of a guild's roles, deleted ones too. */
export async function loadRoleNames(
  db: Queryable,
  guildId: string,
  ids: readonly string[],
): Promise<IdName[]> {
  if (ids.length === 0) return [];
  const { rows } = await db.query<IdName>({
    name: "load-role-names",
    text: "select id, name from guild_roles where guild_id = $1 and id = any($2::int8[])",
    values: [guildId, ids],
  });
  return rows;
}

export interface StoredThread extends IdName {
  messageCount: number;
}

/** Threads of a guild by id, with how many of their messages are archived. */
export async function loadThreads(
  db: Queryable,
  guildId: string,
  ids: readonly string[],
): Promise<StoredThread[]> {
  if (ids.length === 0) return [];
  const { rows } = await db.query<IdName & { messageCount: string }>({
    name: "load-threads",
    text: `
      select id, name, message_count as "messageCount" from channels
      where guild_id = $1 and id = any($2::int8[])`,
    values: [guildId, ids],
  });
  return rows.map((row) => ({ ...row, messageCount: Number(row.messageCount) }));
}

/** A channel's own description, and the name of the channel that it is a thread of. */
export async function loadPlaceOf(
  db: Queryable,
  guildId: string,
  channelId: string,
): Promise<{ topic: string | null; parentName: string | null }> {
  const { rows } = await db.query<{ topic: string | null; parentName: string | null }>({
    name: "load-place-of-channel",
    text: `
      select c.topic, p.name as "parentName" from channels c
      left join channels p on p.id = c.parent_id and p.guild_id = c.guild_id and p.kind <> 'category'
      where c.guild_id = $1 and c.id = $2`,
    values: [guildId, channelId],
  });
  return rows[0] ?? { topic: null, parentName: null };
}
