/** What an export will hold: its channels in order, with the newest message that belongs to each. */
import type { ChannelKind } from "../../model/channel.ts";
import type { Platform } from "../../model/platform.ts";
import type { Queryable } from "../../postgres/pool.ts";
import type { ExportChoice } from "./exportTasks.ts";

/** A channel as the plan keeps it (JSON). */
export interface PlannedChannel {
  platform: Platform;
  guildId: string;
  guildName: string;
  guildKind: string;
  guildIcon: string | null;
  /** Telegram: by it a chat is public. */
  username: string | null;
  id: string;
  name: string;
  kind: ChannelKind;
  topic: string | null;
  position: number;
  nsfw: boolean;
  parentId: string | null;
  parentName: string | null;
  parentPosition: number | null;
  /** The newest message that belongs to the export. */
  toId: string;
  /** How many there are, about. */
  messages: number;
}

const channelColumns = `
  g.platform, c.guild_id as "guildId", g.name as "guildName", g.kind as "guildKind", g.icon as "guildIcon", g.username,
  c.id, c.name, c.kind, c.topic, c.position, c.nsfw, c.parent_id as "parentId", p.name as "parentName",
  p.position as "parentPosition"`;

/** The channels of a choice that hold a message of it, as of now. Without a search; those of a search are in export_hits. */
export async function planChannels(db: Queryable, choice: ExportChoice): Promise<PlannedChannel[]> {
  const { rows } = await db.query<PlannedChannel>({
    name: "plan-export",
    text: `
      with recursive chosen as (
        select id from channels where ($1::int8 is null or guild_id = $1) and ($2::int8[] is null or id = any($2))
        union
        select c.id from channels c join chosen on c.parent_id = chosen.id where $1::int8 is null or c.guild_id = $1
      )
      select ${channelColumns}, n.to_id as "toId", n.messages::float8 as messages
      from chosen join channels c using (id) join guilds g on g.id = c.guild_id left join channels p on p.id = c.parent_id
      cross join lateral (
        select max(m.id) as to_id, count(*) as messages from messages m
        where m.channel_id = c.id and ($3::timestamptz is not null or $4::timestamptz is not null or $5::int8 is not null)
          and ($3::timestamptz is null or m.created_at >= $3) and ($4::timestamptz is null or m.created_at < $4)
          and ($5::int8 is null or (m.author_id = $5 and m.guild_id = c.guild_id))
        having count(*) > 0
        union all
        -- All of it: its end is found by the key, and its count is kept.
        select (select max(m.id) from messages m where m.channel_id = c.id), c.message_count
        where $3::timestamptz is null and $4::timestamptz is null and $5::int8 is null
      ) n
      where n.to_id is not null
      order by g.name, g.id, coalesce(p.position, c.position), coalesce(c.parent_id, c.id), c.parent_id is not null,
        c.position, c.id`,
    values: [choice.guildId, choice.channelIds, choice.afterAt, choice.beforeAt, choice.personId],
  });
  return rows;
}

/** The channels of what a search found. */
export async function planHits(db: Queryable, taskId: string): Promise<PlannedChannel[]> {
  const { rows } = await db.query<PlannedChannel>({
    name: "plan-export-hits",
    text: `
      select ${channelColumns}, h.to_id as "toId", h.messages::float8 as messages
      from (
        select channel_id, max(message_id) as to_id, count(*) as messages from export_hits where task_id = $1
        group by channel_id
      ) h
      join channels c on c.id = h.channel_id join guilds g on g.id = c.guild_id left join channels p on p.id = c.parent_id
      order by g.name, g.id, coalesce(p.position, c.position), coalesce(c.parent_id, c.id), c.parent_id is not null,
        c.position, c.id`,
    values: [taskId],
  });
  return rows;
}

/** Forgets what an earlier beginning of the export found. */
export async function deleteHits(db: Queryable, taskId: string): Promise<void> {
  await db.query({
    name: "delete-export-hits",
    text: "delete from export_hits where task_id = $1",
    values: [taskId],
  });
}

/** Adds to what the search of an export found, as far as the rest of its choice allows. */
export async function insertHits(
  db: Queryable,
  taskId: string,
  hits: readonly { channelId: string; id: string }[],
): Promise<void> {
  if (hits.length === 0) return;
  await db.query({
    name: "insert-export-hits",
    text: `
      insert into export_hits (task_id, channel_id, message_id)
      select $1, h.* from unnest($2::int8[], $3::int8[]) as h (channel_id, message_id) on conflict do nothing`,
    values: [taskId, hits.map(({ channelId }) => channelId), hits.map(({ id }) => id)],
  });
}

/** Bytes of the stored files that messages of these channels carry. */
export async function sumMedia(db: Queryable, channelIds: readonly string[]): Promise<number> {
  const { rows } = await db.query<{ bytes: number | null }>({
    name: "sum-export-media",
    text: `
      select sum(m.size_bytes)::float8 as bytes from (
        select distinct sha256 from media_references where channel_id = any($1::int8[]) and kind = 'attachment'
      ) r join media m using (sha256)`,
    values: [channelIds],
  });
  return rows[0]?.bytes ?? 0;
}

/** The database's clock. */
export async function readNow(db: Queryable): Promise<Date> {
  const { rows } = await db.query<{ now: Date }>("select now() as now");
  return rows[0]?.now ?? new Date();
}
