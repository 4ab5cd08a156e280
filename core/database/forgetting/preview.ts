/** What an erasure would take, counted before anybody decides. Reads only. */
import type { Queryable } from "../../postgres/pool.ts";

export interface PreviewCounts {
  name: string | null;
  messages: number;
  attachments: number;
  channels: number;
  guilds: number;
  members: number;
  names: number;
  /** Reactions and votes of a person, where it is kept who gave them. */
  responses: number;
  isForgotten: boolean;
}

interface PreviewRow {
  name: string | null;
  messages: string;
  attachments: string;
  channels: string;
  guilds: string;
  members: string;
  names: string;
  responses?: string;
  forgotten: boolean;
}

const toCounts = (row: PreviewRow | undefined): PreviewCounts => ({
  name: row?.name ?? null,
  messages: Number(row?.messages ?? 0),
  attachments: Number(row?.attachments ?? 0),
  channels: Number(row?.channels ?? 0),
  guilds: Number(row?.guilds ?? 0),
  members: Number(row?.members ?? 0),
  names: Number(row?.names ?? 0),
  responses: Number(row?.responses ?? 0),
  isForgotten: row?.forgotten ?? false,
});

export async function previewPerson(db: Queryable, personId: string): Promise<PreviewCounts> {
  const { rows } = await db.query<PreviewRow>({
    name: "preview-person",
    text: `
      select (select coalesce(display_name, name) from authors where id = $1) as name, s.messages, s.channels, s.guilds,
        (select count(*) from attachments a join messages m on m.channel_id = a.channel_id and m.id = a.message_id
          where m.author_id = $1) as attachments,
        (select count(*) from members where user_id = $1) as members,
        (select count(*) from author_names where author_id = $1) as names,
        (select count(*) from responses where user_id = $1) as responses,
        exists (select from forgotten where kind = 'person' and subject_id = $1) as forgotten
      from (
        select count(*) as messages, count(distinct channel_id) as channels, count(distinct guild_id) as guilds
        from messages where author_id = $1
      ) s`,
    values: [personId],
  });
  return toCounts(rows[0]);
}

export async function previewMessage(
  db: Queryable,
  channelId: string,
  messageId: string,
): Promise<PreviewCounts> {
  const { rows } = await db.query<PreviewRow>({
    name: "preview-message",
    text: `
      select (select left(content, 80) from messages where channel_id = $1 and id = $2) as name,
        (select count(*) from messages where channel_id = $1 and id = $2) as messages,
        (select count(*) from attachments where channel_id = $1 and message_id = $2) as attachments,
        1 as channels, 1 as guilds, 0 as members, 0 as names, false as forgotten`,
    values: [channelId, messageId],
  });
  return toCounts(rows[0]);
}

/** The channel and its threads. */
export async function previewChannel(db: Queryable, channelId: string): Promise<PreviewCounts> {
  const { rows } = await db.query<PreviewRow>({
    name: "preview-channel",
    text: `
      select (select name from channels where id = $1) as name,
        coalesce(sum(c.message_count), 0) as messages, count(*) as channels, 1 as guilds,
        (select count(*) from attachments a where a.channel_id in (
          select id from channels where id = $1 or (parent_id = $1 and kind like '%thread'))) as attachments,
        0 as members, 0 as names, false as forgotten
      from channels c where c.id = $1 or (c.parent_id = $1 and c.kind like '%thread')`,
    values: [channelId],
  });
  return toCounts(rows[0]);
}

export async function previewGuild(db: Queryable, guildId: string): Promise<PreviewCounts> {
  const { rows } = await db.query<PreviewRow>({
    name: "preview-guild",
    text: `
      select (select name from guilds where id = $1) as name,
        coalesce(sum(c.message_count), 0) as messages, count(*) as channels, 1 as guilds,
        (select count(*) from attachments a join channels k on k.id = a.channel_id where k.guild_id = $1) as attachments,
        (select count(*) from members where guild_id = $1) as members, 0 as names, false as forgotten
      from channels c where c.guild_id = $1`,
    values: [guildId],
  });
  return toCounts(rows[0]);
}
