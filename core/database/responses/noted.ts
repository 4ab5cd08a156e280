/** Which lists of reacting and voting people there are to be had: noted by what stores the messages. */

import type { Queryable } from "../../postgres/pool.ts";
import type { ArchiveMessage, MessagePlace } from "../archive/messages.ts";
import { toSafeJson } from "../archive/messages.ts";

/** SQL: a list as it is noted. */
const notedList = "message_id int8, kind text, item text, expected int, expected_burst int";

/**
 * SQL: writes what `told` holds. A list that was read stays so while its count is the same: that others reacted meanwhile,
 * as many as took theirs back, is not to be seen from a count.
 */
const writeTold = (place: string) => `
  insert into response_lists as l (channel_id, guild_id, message_id, kind, item, expected, expected_burst)
  select ${place}, t.message_id, t.kind, t.item, t.expected, t.expected_burst from told t
  where t.expected > 0
  on conflict (channel_id, message_id, kind, item) do update
  set expected = excluded.expected, expected_burst = excluded.expected_burst, status = 'pending', reason = null,
      attempts = 0, next_try_at = now(), changes = l.changes + 1
  where (l.expected, l.expected_burst) is distinct from (excluded.expected, excluded.expected_burst)`;

/**
 * Notes what messages were read with, where the guild keeps it; what they have no more is gone. To be called with the
 * messages inserted, in the transaction that stores them.
 */
export async function noteResponses(
  tx: Queryable,
  { guildId, channelId }: MessagePlace,
  messages: readonly Pick<ArchiveMessage, "id" | "reactions" | "extra">[],
): Promise<void> {
  if (messages.length === 0) return;
  await tx.query({
    name: "note-responses",
    text: `
      with kept as materialized (
        select id from guilds where id = $2 and keeps_responses
      ), told as materialized (
        select distinct on (t.message_id, t.kind, t.item) t.*
        from json_to_recordset($4::json) as t (${notedList}), kept
        order by t.message_id, t.kind, t.item
      ), gone as (
        delete from response_lists l using kept
        where l.channel_id = $1 and l.message_id = any($3::int8[]) and l.kind = any($5::text[])
          and not exists (select from told t
            where t.message_id = l.message_id and t.kind = l.kind and t.item = l.item and t.expected > 0)
      )
      ${writeTold("$1::int8, $2::int8")}`,
    values: [
      channelId,
      guildId,
      messages.map(({ id }) => id),
      toSafeJson(messages.flatMap(toNoted)),
      // A poll without results says nothing of its votes.
      messages.every(({ extra }) => votesIn(extra) !== null) ? ["reaction", "vote"] : ["reaction"],
    ],
  });
}

/** What a message was read with. Pure. */
export function toNoted({ id, reactions, extra }: Pick<ArchiveMessage, "id" | "reactions" | "extra">) {
  return [
    ...reactions.map(({ emoji, count, burstCount }) => ({
      message_id: id,
      kind: "reaction",
      item: emoji,
      expected: count,
      expected_burst: burstCount,
    })),
    ...(votesIn(extra) ?? []).map(({ answer, count }) => ({
      message_id: id,
      kind: "vote",
      item: answer,
      expected: count,
      expected_burst: 0,
    })),
  ];
}

/** Votes by answer; empty without a poll, null for a poll without results. */
function votesIn(extra: ArchiveMessage["extra"]): { answer: string; count: number }[] | null {
  const poll = extra?.poll as { results?: { answer_counts?: unknown } } | null | undefined;
  if (typeof poll !== "object" || poll === null) return [];
  const counts = poll.results?.answer_counts;
  if (!Array.isArray(counts)) return null;
  return counts.flatMap((one: { id?: unknown; count?: unknown } | null) =>
    Number.isInteger(one?.id) && Number.isInteger(one?.count)
      ? [{ answer: String(one?.id), count: Number(one?.count) }]
      : [],
  );
}

/**
 * Notes what messages carry that were archived before the guild kept it: the next `limit` of its channels, newest first.
 * Returns false when there is nothing left.
 */
export async function noteEarlierResponses(tx: Queryable, guildId: string, limit: number): Promise<boolean> {
  const { rows } = await tx.query<{ channelId: string; belowId: string }>({
    name: "find-channel-of-earlier-responses",
    text: `
      select id as "channelId", coalesce(responses_noted_below, 9223372036854775807) as "belowId" from channels
      where guild_id = $1 and responses_noted_below is distinct from 0 and message_count > 0
      order by id limit 1`,
    values: [guildId],
  });
  const [channel] = rows;
  if (!channel) {
    await tx.query({
      name: "record-responses-noted",
      text: "update guilds set responses_noted_at = now() where id = $1",
      values: [guildId],
    });
    return false;
  }
  const noted = await tx.query<{ lowest: string | null }>({
    name: "note-earlier-responses",
    text: `
      with page as materialized (
        select id, extra from messages where channel_id = $1 and id < $3 and deleted_at is null order by id desc limit $4
      ), told as materialized (
        select r.message_id, 'reaction' as kind, r.emoji as item, r.count as expected, r.burst_count as expected_burst
        from page p join reactions r on r.channel_id = $1 and r.message_id = p.id
        union all
        select distinct on (p.id, a.item) p.id, 'vote', a.item, a.expected, 0
        from page p
        cross join lateral (
          select c ->> 'id' as item, (c ->> 'count')::int as expected
          from jsonb_array_elements(case when jsonb_typeof(p.extra #> '{poll,results,answer_counts}') = 'array'
            then p.extra #> '{poll,results,answer_counts}' else '[]' end) c
          where c ->> 'id' ~ '^[0-9]{1,4}$' and c ->> 'count' ~ '^[0-9]{1,9}$'
        ) a
        order by 1, 3
      ), written as (${writeTold("$1::int8, $2::int8")})
      select min(id) as lowest from page`,
    values: [channel.channelId, guildId, channel.belowId, limit],
  });
  await tx.query({
    name: "record-responses-noted-below",
    text: "update channels set responses_noted_below = $2 where id = $1",
    values: [channel.channelId, noted.rows[0]?.lowest ?? "0"],
  });
  return true;
}

/**
 * Switches on or off that a guild keeps who reacted and voted. Switched on, what is archived is looked through anew; what was
 * read before stays either way.
 */
export async function setKeepsResponses(db: Queryable, guildId: string, keeps: boolean): Promise<void> {
  await db.query({
    name: "set-keeps-responses",
    text: `
      with changed as (
        update guilds set keeps_responses = $2, responses_noted_at = null
        where id = $1 and keeps_responses <> $2 returning id
      )
      update channels c set responses_noted_below = null from changed
      where c.guild_id = changed.id and c.responses_noted_below is not null`,
    values: [guildId, keeps],
  });
}
