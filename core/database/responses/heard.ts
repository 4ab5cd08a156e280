/**
 * Keeping the lists true by what is told live. Only inside the transaction that stores a batch of events, under the lock of
 * its channel.
 *
 * A list that was read knows each person, so that it also tells what must not be counted again: a reaction that the
 * platform told of after its list (or count) had been read with it. Counts follow the people there, and only elsewhere
 * the sums of what was told.
 */
import type { ResponseKind } from "../../model/response.ts";
import type { Queryable } from "../../postgres/pool.ts";
import type { MessagePlace } from "../archive/messages.ts";
import { toSafeJson } from "../archive/messages.ts";

/** What one person ended up with in a batch. */
export interface HeardResponse {
  messageId: string;
  kind: ResponseKind;
  item: string;
  userId: string;
  isBurst: boolean;
  /** Given; false: taken back. */
  isOn: boolean;
  /** Given minus taken back, as it was told: 0 when both happened. */
  delta: number;
}

/** How counts are to change, of a list that knows its people. */
export interface ListDelta {
  messageId: string;
  kind: ResponseKind;
  item: string;
  delta: number;
  burstDelta: number;
}

const heardRecord = "message_id int8, kind text, item text, user_id int8, is_burst boolean, is_on boolean";

const toRecord = ({ messageId, kind, item, userId, isBurst, isOn }: HeardResponse) => ({
  message_id: messageId,
  kind,
  item,
  user_id: userId,
  is_burst: isBurst,
  is_on: isOn,
});

/** Whether it is kept in this guild who reacted and voted. */
export async function keepsResponses(db: Queryable, guildId: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "keeps-responses",
    text: "select from guilds where id = $1 and keeps_responses",
    values: [guildId],
  });
  return rowCount === 1;
}

/** Writes what was heard into the lists that are there. Returns how the counts of those that know their people changed by it. */
export async function applyHeard(
  tx: Queryable,
  channelId: string,
  heard: readonly HeardResponse[],
): Promise<ListDelta[]> {
  if (heard.length === 0) return [];
  const { rows } = await tx.query<ListDelta>({
    name: "apply-heard-responses",
    text: `
      with told as materialized (
        select * from json_to_recordset($2::json) as t (${heardRecord})
      ), lists as materialized (
        select l.message_id, l.kind, l.item, l.status from response_lists l
        where l.channel_id = $1 and (l.message_id, l.kind, l.item) in (select message_id, kind, item from told)
      ), gone as (
        delete from responses r using told t
        where r.channel_id = $1 and not t.is_on and (r.message_id, r.kind, r.item, r.user_id, r.is_burst)
          = (t.message_id, t.kind, t.item, t.user_id, t.is_burst)
        returning r.message_id, r.kind, r.item, r.is_burst, -1 as change
      ), came as (
        insert into responses as r (channel_id, message_id, kind, item, user_id, is_burst)
        select $1, t.message_id, t.kind, t.item, t.user_id, t.is_burst
        from told t join lists l using (message_id, kind, item) where t.is_on
        on conflict do nothing
        returning r.message_id, r.kind, r.item, r.is_burst, 1 as change
      ), moved as (
        select * from gone union all select * from came
      )
      select l.message_id as "messageId", l.kind, l.item, coalesce(sum(m.change), 0)::int as delta,
        coalesce(sum(m.change) filter (where m.is_burst), 0)::int as "burstDelta"
      from lists l left join moved m using (message_id, kind, item)
      where l.status = 'read' group by 1, 2, 3`,
    values: [channelId, toSafeJson(heard.map(toRecord))],
  });
  return rows;
}

/**
 * Brings the lists up to the counts once those are written: new ones are made, and known to be complete where all that
 * there is was heard just now. `net`: how the count of each changed by this batch.
 */
export async function settleHeard(
  tx: Queryable,
  { guildId, channelId }: MessagePlace,
  heard: readonly HeardResponse[],
  net: readonly ListDelta[],
): Promise<void> {
  if (net.length === 0) return;
  const changes = net.map(({ messageId, kind, item, delta }) => ({
    message_id: messageId,
    kind,
    item,
    delta,
  }));
  await tx.query({
    name: "settle-heard-lists",
    text: `
      with touched as (
        select * from json_to_recordset($3::json) as t (message_id int8, kind text, item text, delta int)
      ), counted as (
        select t.*, r.count as expected, r.burst_count as expected_burst
        from touched t join reactions r on r.channel_id = $1 and r.message_id = t.message_id and r.emoji = t.item
        where t.kind = 'reaction'
        union all
        select t.*, coalesce((
            select (c ->> 'count')::int from jsonb_array_elements(m.extra #> '{poll,results,answer_counts}') c
            where c ->> 'id' = t.item limit 1), 0), 0
        from touched t join messages m on m.channel_id = $1 and m.id = t.message_id
        where t.kind = 'vote' and m.extra #> '{poll,results,answer_counts}' is not null
      )
      insert into response_lists as l
        (channel_id, guild_id, message_id, kind, item, expected, expected_burst, status, changes, read_at)
      select $1::int8, $2::int8, c.message_id, c.kind, c.item, c.expected, c.expected_burst,
        case when c.expected = c.delta then 'read' else 'pending' end, 1,
        case when c.expected = c.delta then now() end
      from counted c where c.expected > 0 or c.kind = 'vote'
      on conflict (channel_id, message_id, kind, item) do update
      set expected = excluded.expected, expected_burst = excluded.expected_burst, changes = l.changes + 1`,
    values: [channelId, guildId, toSafeJson(changes)],
  });
  await tx.query({
    name: "settle-heard-people",
    text: `
      insert into responses (channel_id, message_id, kind, item, user_id, is_burst)
      select $1, t.message_id, t.kind, t.item, t.user_id, t.is_burst
      from json_to_recordset($2::json) as t (${heardRecord})
      join response_lists l on l.channel_id = $1 and (l.message_id, l.kind, l.item) = (t.message_id, t.kind, t.item)
      where t.is_on
      on conflict do nothing`,
    values: [channelId, toSafeJson(heard.map(toRecord))],
  });
}

/** Takes the lists of reactions that are no more. */
export async function dropEmptyLists(
  tx: Queryable,
  channelId: string,
  messageIds: readonly string[],
): Promise<void> {
  if (messageIds.length === 0) return;
  await tx.query({
    name: "drop-empty-response-lists",
    text: `
      delete from response_lists l
      where l.channel_id = $1 and l.message_id = any($2::int8[]) and l.kind = 'reaction'
        and not exists (select from reactions r
          where r.channel_id = $1 and r.message_id = l.message_id and r.emoji = l.item)`,
    values: [channelId, messageIds],
  });
}
