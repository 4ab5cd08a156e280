/** What is shown around a hit: the messages beside it, names of people and places. */
import type { Platform } from "../../model/platform.ts";
import type { Queryable } from "../../postgres/pool.ts";

export interface Neighbour {
  /** The hit it stands beside. */
  ofId: string;
  side: "before" | "after";
  id: string;
  authorId: string | null;
  excerpt: string;
  createdAt: Date;
}

/** The messages right before and after others, each in its channel. */
export async function loadNeighbours(
  db: Queryable,
  hits: readonly { channelId: string; id: string }[],
): Promise<Neighbour[]> {
  if (hits.length === 0) return [];
  const { rows } = await db.query<Neighbour>({
    name: "load-neighbours",
    text: `
      select h.id as "ofId", n.side, n.id, n.author_id as "authorId", left(n.content, 200) as excerpt,
        n.created_at as "createdAt"
      from unnest($1::int8[], $2::int8[]) as h (channel_id, id)
      cross join lateral (
        (select 'before' as side, m.id, m.author_id, m.content, m.created_at from messages m
          where m.channel_id = h.channel_id and m.id < h.id order by m.id desc limit 1)
        union all
        (select 'after', m.id, m.author_id, m.content, m.created_at from messages m
          where m.channel_id = h.channel_id and m.id > h.id order by m.id limit 1)
      ) n`,
    values: [hits.map(({ channelId }) => channelId), hits.map(({ id }) => id)],
  });
  return rows;
}

export interface StoredPerson {
  id: string;
  userName: string;
  displayName: string | null;
  isBot: boolean;
}

/** People by their ids, as they call themselves. */
export async function loadPeople(db: Queryable, ids: readonly string[]): Promise<StoredPerson[]> {
  if (ids.length === 0) return [];
  const { rows } = await db.query<StoredPerson>({
    name: "load-people",
    text: `
      select id, name as "userName", display_name as "displayName", is_bot as "isBot"
      from authors where id = any($1::int8[])`,
    values: [ids],
  });
  return rows;
}

export interface StoredPlace {
  id: string;
  name: string;
  guildId: string;
  guildName: string;
  platform: Platform;
}

/** Channels by their ids, with their servers. */
export async function loadPlaces(db: Queryable, ids: readonly string[]): Promise<StoredPlace[]> {
  if (ids.length === 0) return [];
  const { rows } = await db.query<StoredPlace>({
    name: "load-places",
    text: `
      select c.id, c.name, c.guild_id as "guildId", g.name as "guildName", g.platform
      from channels c join guilds g on g.id = c.guild_id
      where c.id = any($1::int8[])`,
    values: [ids],
  });
  return rows;
}
