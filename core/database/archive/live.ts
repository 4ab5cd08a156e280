/** What events change of messages that are archived already. Only inside the transaction that stores a batch of events. */
import type { Queryable } from "../../postgres/pool.ts";
import { type ArchiveReaction, toSafeJson } from "./messages.ts";

/**
 * Marks messages as deleted and remembers their ids for a while, so that a page of history that was read before does not
 * bring them back. Returns how many were archived and living. `keepContent` false also takes what they said, in all
 * versions.
 */
export async function recordDeletions(
  tx: Queryable,
  channelId: string,
  ids: readonly string[],
  { keepContent }: { keepContent: boolean },
): Promise<number> {
  if (ids.length === 0) return 0;
  const { rows } = await tx.query<{ deleted: string }>({
    name: "record-deletions",
    text: `
      with gone as (
        select distinct id from unnest($2::int8[]) as gone (id)
      ), marked as (
        update messages m set deleted_at = now()
        from gone where m.channel_id = $1 and m.id = gone.id and m.deleted_at is null
        returning m.id
      ), remembered as (
        insert into message_tombstones (channel_id, message_id) select $1, gone.id from gone
        on conflict do nothing
      )
      select count(*) as deleted from marked`,
    values: [channelId, ids],
  });
  if (!keepContent) await dropContent(tx, channelId, ids);
  return Number(rows[0]?.deleted ?? 0);
}

async function dropContent(tx: Queryable, channelId: string, ids: readonly string[]): Promise<void> {
  await Promise.all([
    tx.query({
      name: "drop-deleted-content",
      text: `
        update messages set content = '', extra = null, search = ''
        where channel_id = $1 and id = any($2::int8[])`,
      values: [channelId, ids],
    }),
    // A stored file that nothing refers to any more is deleted by the bot's next look (bot/media/watch.ts).
    ...[
      "message_versions",
      "attachments",
      "response_lists",
      "reactions",
      "media_files",
      "media_references",
    ].map((table) =>
      tx.query({
        name: `drop-deleted-${table}`,
        text: `delete from ${table} where channel_id = $1 and message_id = any($2::int8[])`,
        values: [channelId, ids],
      }),
    ),
  ]);
}

/** Given minus taken back, per message and emoji. */
export interface ReactionChange {
  messageId: string;
  emoji: string;
  emojiId: string | null;
  isAnimated: boolean;
  delta: number;
  burstDelta: number;
}

/** Adds to the counts of reactions; those that reach zero are gone. Messages that are not archived are passed over. */
export async function addReactions(
  tx: Queryable,
  channelId: string,
  changes: readonly ReactionChange[],
): Promise<void> {
  if (changes.length === 0) return;
  await tx.query({
    name: "add-reactions",
    text: `
      insert into reactions as r (channel_id, message_id, emoji, emoji_id, is_animated, count, burst_count, position)
      select $1, c.message_id, c.emoji, c.emoji_id, c.is_animated, c.delta, c.burst_delta,
        (select coalesce(max(position) + 1, 0) from reactions k where k.channel_id = $1 and k.message_id = c.message_id)
      from json_to_recordset($2::json) as c (message_id int8, emoji text, emoji_id int8, is_animated boolean,
        delta int, burst_delta int)
      where exists (select 1 from messages m where m.channel_id = $1 and m.id = c.message_id)
      on conflict (channel_id, message_id, emoji) do update
        set count = r.count + excluded.count, burst_count = greatest(0, r.burst_count + excluded.burst_count)`,
    values: [
      channelId,
      JSON.stringify(
        changes.map(({ messageId, emoji, emojiId, isAnimated, delta, burstDelta }) => ({
          message_id: messageId,
          emoji,
          emoji_id: emojiId,
          is_animated: isAnimated,
          delta,
          burst_delta: burstDelta,
        })),
      ),
    ],
  });
  await tx.query({
    name: "remove-empty-reactions",
    text: "delete from reactions where channel_id = $1 and message_id = any($2::int8[]) and count <= 0",
    values: [channelId, changes.map(({ messageId }) => messageId)],
  });
}

/** Takes all reactions off messages, or those with one emoji. */
export async function clearReactions(
  tx: Queryable,
  channelId: string,
  clearings: readonly { messageId: string; emoji: string | null }[],
): Promise<void> {
  if (clearings.length === 0) return;
  await tx.query({
    name: "clear-reactions",
    text: `
      delete from reactions r using unnest($2::int8[], $3::text[]) as c (message_id, emoji)
      where r.channel_id = $1 and r.message_id = c.message_id and (c.emoji is null or r.emoji = c.emoji)`,
    values: [channelId, clearings.map(({ messageId }) => messageId), clearings.map(({ emoji }) => emoji)],
  });
}

/** Adds to the counts of a poll, which stand in the message as the platform sent them: answers without votes are absent. */
export async function addVotes(
  tx: Queryable,
  channelId: string,
  changes: readonly { messageId: string; answerId: number; delta: number }[],
): Promise<void> {
  if (changes.length === 0) return;
  await tx.query({
    name: "add-votes",
    text: `
      with votes as (
        select message_id, answer_id, sum(delta) as delta
        from unnest($2::int8[], $3::int[], $4::int[]) as v (message_id, answer_id, delta)
        group by 1, 2
      ), counted as (
        select m.id, jsonb_agg(jsonb_build_object('id', n.id, 'count', n.count, 'me_voted', false) order by n.id)
          filter (where n.count > 0) as counts
        from messages m
        cross join lateral (
          select id, sum(count) as count from (
            select (a ->> 'id')::int as id, (a ->> 'count')::int as count
            from jsonb_array_elements(coalesce(m.extra #> '{poll,results,answer_counts}', '[]')) a
            union all
            select answer_id, delta from votes where votes.message_id = m.id
          ) both_counts group by id
        ) n
        where m.channel_id = $1 and m.id = any($2::int8[]) and m.extra ? 'poll'
        group by m.id
      )
      update messages m
      set extra = jsonb_set(
        case when m.extra #> '{poll,results}' is null
          then jsonb_set(m.extra, '{poll,results}', '{"is_finalized": false}') else m.extra end,
        '{poll,results,answer_counts}', coalesce(counted.counts, '[]'))
      from counted where m.channel_id = $1 and m.id = counted.id`,
    values: [
      channelId,
      changes.map(({ messageId }) => messageId),
      changes.map(({ answerId }) => answerId),
      changes.map(({ delta }) => delta),
    ],
  });
}

/** Writes all reactions of messages as they stand. Messages that are not archived are passed over. */
export async function setReactions(
  tx: Queryable,
  channelId: string,
  reactions: ReadonlyMap<string, readonly ArchiveReaction[]>,
): Promise<void> {
  if (reactions.size === 0) return;
  const records = [...reactions].flatMap(([messageId, given]) =>
    given.map(({ emoji, emojiId, isAnimated, count, burstCount }, position) => ({
      message_id: messageId,
      emoji,
      emoji_id: emojiId,
      is_animated: isAnimated,
      count,
      burst_count: burstCount,
      position,
    })),
  );
  await tx.query({
    name: "set-reactions",
    text: `
      with given as materialized (
        select distinct on (r.message_id, r.emoji) r.* from json_to_recordset($3::json) as r (message_id int8, emoji text,
          emoji_id int8, is_animated boolean, count int, burst_count int, position int2)
        where exists (select from messages m where m.channel_id = $1 and m.id = r.message_id)
        order by r.message_id, r.emoji
      ), gone as (
        delete from reactions k
        where k.channel_id = $1 and k.message_id = any($2::int8[])
          and not exists (select from given g where g.message_id = k.message_id and g.emoji = k.emoji)
      )
      insert into reactions (channel_id, message_id, emoji, emoji_id, is_animated, count, burst_count, position)
      select $1, g.* from given g
      on conflict (channel_id, message_id, emoji) do update
      set count = excluded.count, burst_count = excluded.burst_count, position = excluded.position
      where (reactions.count, reactions.burst_count, reactions.position)
        is distinct from (excluded.count, excluded.burst_count, excluded.position)`,
    values: [channelId, [...reactions.keys()], toSafeJson(records)],
  });
}

/** Forgets ids that no page read before their deletion can bring back any more. */
export async function pruneTombstones(db: Queryable): Promise<number> {
  const { rowCount } = await db.query({
    name: "prune-tombstones",
    text: "delete from message_tombstones where deleted_at < now() - interval '1 day'",
  });
  return rowCount ?? 0;
}
