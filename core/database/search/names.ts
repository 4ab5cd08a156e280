/** Whom and what a search means by a name. */
import type { Queryable } from "../../postgres/pool.ts";

export interface Named {
  id: string;
  /** How it is shown. */
  name: string;
}

/** A name for many would search for everybody. */
const most = 200;

/** Escapes what LIKE reads as more than itself. */
const literal = (text: string) => text.toLowerCase().replace(/[\\%_]/g, "\\$&");

/** People of this id or name (user name, display name, nickname), in any case; where there are none, whose names begin so. */
export async function findPeopleNamed(db: Queryable, name: string): Promise<Named[]> {
  const bare = name.replace(/^@/, "").slice(0, 100);
  const exact = await findPeople(db, bare, literal(bare), most);
  return exact.length > 0 || bare === "" ? exact : findPeople(db, bare, `${literal(bare)}%`, most);
}

/** People whose names begin so, for completion. */
export function completePeople(db: Queryable, beginning: string, limit: number): Promise<Completion[]> {
  const bare = beginning.replace(/^@/, "").slice(0, 100);
  return findPeople(db, bare, `${literal(bare)}%`, limit);
}

export interface Completion extends Named {
  /** A second line that tells it from others of the same name. */
  hint: string | null;
}

async function findPeople(db: Queryable, id: string, pattern: string, limit: number): Promise<Completion[]> {
  const { rows } = await db.query<Completion>({
    name: "find-people-named",
    text: `
      select a.id, coalesce(a.display_name, a.name) as name, a.name as hint
      from authors a
      where a.id in (
        (select id from authors where lower(name) like $2 limit $3)
        union all (select id from authors where lower(display_name) like $2 limit $3)
        union all (select user_id from members where lower(nick) like $2 and nick is not null limit $3)
        union all (select id from authors where id = $1::int8)
      )
      order by lower(coalesce(a.display_name, a.name)), a.id limit $3`,
    values: [/^-?\d{1,18}$/.test(id) ? id : null, pattern, limit],
  });
  return rows;
}

export interface NamedChannel extends Named {
  guildId: string;
  guildName: string;
}

/** Channels of this id or name, in any case, with their threads; where there are none, whose names begin so. */
export async function findChannelsNamed(db: Queryable, name: string): Promise<NamedChannel[]> {
  const bare = name.replace(/^#/, "").slice(0, 100);
  const exact = await findChannels(db, bare, literal(bare), most);
  return exact.length > 0 || bare === "" ? exact : findChannels(db, bare, `${literal(bare)}%`, most);
}

/** Channels whose names begin so, for completion: those with most messages first. */
export function completeChannels(db: Queryable, beginning: string, limit: number): Promise<NamedChannel[]> {
  const bare = beginning.replace(/^#/, "").slice(0, 100);
  return findChannels(db, bare, `%${literal(bare)}%`, limit);
}

async function findChannels(
  db: Queryable,
  id: string,
  pattern: string,
  limit: number,
): Promise<NamedChannel[]> {
  const { rows } = await db.query<NamedChannel>({
    name: "find-channels-named",
    text: `
      select c.id, c.name, c.guild_id as "guildId", g.name as "guildName"
      from channels c join guilds g on g.id = c.guild_id
      where lower(c.name) like $2 or c.id = $1::int8
      order by c.message_count desc, c.id limit $3`,
    values: [/^-?\d{1,18}$/.test(id) ? id : null, pattern, limit],
  });
  return rows;
}

/** The threads and posts in these channels. */
export async function findThreadIds(db: Queryable, channelIds: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: "find-thread-ids",
    text: "select id from channels where parent_id = any($1::int8[])",
    values: [channelIds],
  });
  return rows.map(({ id }) => id);
}

/** Servers and chats of this id or name, in any case; where there are none, whose names begin so. */
export async function findGuildsNamed(db: Queryable, name: string): Promise<Named[]> {
  const bare = name.slice(0, 100);
  const exact = await findGuilds(db, bare, literal(bare), most);
  return exact.length > 0 || bare === "" ? exact : findGuilds(db, bare, `${literal(bare)}%`, most);
}

/** Servers and chats whose names hold this, for completion. */
export function completeGuilds(db: Queryable, part: string, limit: number): Promise<Named[]> {
  return findGuilds(db, part, `%${literal(part.slice(0, 100))}%`, limit);
}

async function findGuilds(db: Queryable, id: string, pattern: string, limit: number): Promise<Named[]> {
  const { rows } = await db.query<Named>({
    name: "find-guilds-named",
    text: `
      select id, name from guilds where lower(name) like $2 or id = $1::int8 order by lower(name), id limit $3`,
    values: [/^-?\d{1,18}$/.test(id) ? id : null, pattern, limit],
  });
  return rows;
}

/** Everybody who is no person: bots and webhooks. */
export async function findBotIds(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: "find-bot-ids",
    text: "select id from authors where is_bot",
  });
  return rows.map(({ id }) => id);
}

/** Servers of the built-in sandbox. */
export async function findDemoGuildIds(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: "find-demo-guild-ids",
    text: "select id from guilds where is_demo",
  });
  return rows.map(({ id }) => id);
}
