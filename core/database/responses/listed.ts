/** Lists of reacting and voting people as the console shows them, and what it would cost to have all of them. Reads only. */
import type { ResponseKind, ResponseReason } from "../../model/response.ts";
import { responsePageSize } from "../../model/response.ts";
import type { TaskStatus } from "../../model/task.ts";
import type { Queryable } from "../../postgres/pool.ts";

export interface ListRecord {
  count: number;
  known: number;
  isComplete: boolean;
  reason: ResponseReason | null;
  readAt: Date | null;
}

interface ListPlace {
  guildId: string;
  channelId: string;
  messageId: string;
  kind: ResponseKind;
  item: string;
}

const placeValues = ({ guildId, channelId, messageId, kind, item }: ListPlace) => [
  guildId,
  channelId,
  messageId,
  kind,
  item,
];

/** What is known of one list; null when the message was given no such reaction, or has no such answer, in this guild. */
export async function findList(db: Queryable, place: ListPlace): Promise<ListRecord | null> {
  const { rows } = await db.query<ListRecord>({
    name: "find-response-list",
    text: `
      with counted as (
        select case when $4 = 'reaction'
          then (select r.count from reactions r where r.channel_id = $2 and r.message_id = $3 and r.emoji = $5)
          else (select (c ->> 'count')::int from jsonb_array_elements(
              case when jsonb_typeof(m.extra #> '{poll,results,answer_counts}') = 'array'
                then m.extra #> '{poll,results,answer_counts}' else '[]' end) c where c ->> 'id' = $5 limit 1)
          end as count
        from messages m where m.channel_id = $2 and m.id = $3 and m.guild_id = $1
      )
      select coalesce(c.count, l.expected, 0) as count,
        (select count(*)::int from responses p
          where p.channel_id = $2 and p.message_id = $3 and p.kind = $4 and p.item = $5) as known,
        coalesce(l.status = 'read' and l.expected = coalesce(c.count, l.expected), false) as "isComplete",
        l.reason, l.read_at as "readAt"
      from counted c
      left join response_lists l on l.channel_id = $2 and l.message_id = $3 and l.kind = $4 and l.item = $5
      where c.count is not null or l.channel_id is not null`,
    values: placeValues(place),
  });
  return rows[0] ?? null;
}

/** People of a list in the order of their ids, above `after`, at most `limit`. */
export async function listPeopleOf(
  db: Queryable,
  place: ListPlace,
  after: string,
  limit: number,
): Promise<{ userId: string; isBurst: boolean }[]> {
  const { rows } = await db.query<{ userId: string; isBurst: boolean }>({
    name: "list-responses",
    text: `
      select p.user_id as "userId", bool_or(p.is_burst) as "isBurst" from responses p
      join response_lists l using (channel_id, message_id, kind, item)
      where l.guild_id = $1 and p.channel_id = $2 and p.message_id = $3 and p.kind = $4 and p.item = $5 and p.user_id > $6
      group by p.user_id order by p.user_id limit $7`,
    values: [...placeValues(place), after, limit],
  });
  return rows;
}

export interface ResponseSums {
  keeps: boolean;
  read: number;
  pending: number;
  failed: number;
  task: { id: string; status: TaskStatus; progress: number } | null;
}

/** Whether a guild keeps it, its lists by status, and the open task. */
export async function sumLists(db: Queryable, guildId: string): Promise<ResponseSums> {
  const { rows } = await db.query<ResponseSums>({
    name: "sum-response-lists",
    text: `
      select g.keeps_responses as keeps, s.read, s.pending, s.failed, (
        select json_build_object('id', t.id::text, 'status', t.status, 'progress', t.progress)
        from response_tasks t where t.guild_id = g.id and t.status in ('pending', 'running', 'paused') limit 1) as task
      from guilds g
      cross join lateral (
        select (count(*) filter (where l.status = 'read'))::int as read,
          (count(*) filter (where l.status = 'pending'))::int as pending,
          (count(*) filter (where l.status = 'failed'))::int as failed
        from channels c join response_lists l on l.channel_id = c.id
        where c.guild_id = g.id
      ) s
      where g.id = $1`,
    values: [guildId],
  });
  return rows[0] ?? { keeps: false, read: 0, pending: 0, failed: 0, task: null };
}

export interface ResponseCost {
  lists: number;
  requests: number;
  /** Requests in the channel that needs most. */
  mostInOne: number;
}

/**
 * What it takes to read every list that is not read: normal and super reactions are pages apart, and so is each answer. Polls
 * are found by what messages are searched by.
 */
export async function costOfLists(db: Queryable, guildId: string): Promise<ResponseCost> {
  const pages = (count: string) => `ceil((${count})::numeric / ${responsePageSize})`;
  const { rows } = await db.query<ResponseCost>({
    name: "cost-of-response-lists",
    text: `
      with wanted as (
        select r.channel_id, r.message_id, 'reaction' as kind, r.emoji as item,
          ${pages("r.count - r.burst_count")} + ${pages("r.burst_count")} as requests
        from channels c join reactions r on r.channel_id = c.id
        where c.guild_id = $1 and c.removed_at is null and r.count > 0
        union all
        select m.channel_id, m.id, 'vote', a ->> 'id', ${pages("(a ->> 'count')::int")}
        from channels c
        join messages m on m.channel_id = c.id and m.search @@ '''=poll'''::tsquery
        cross join lateral jsonb_array_elements(
          case when jsonb_typeof(m.extra #> '{poll,results,answer_counts}') = 'array'
            then m.extra #> '{poll,results,answer_counts}' else '[]' end) a
        where c.guild_id = $1 and c.removed_at is null and a ->> 'count' ~ '^[1-9][0-9]{0,8}$'
      ), per_channel as (
        select w.channel_id, count(*) as lists, sum(w.requests) as requests from wanted w
        where not exists (select from response_lists l
          where l.channel_id = w.channel_id and l.message_id = w.message_id and l.kind = w.kind and l.item = w.item
            and l.status in ('read', 'failed'))
        group by 1
      )
      select coalesce(sum(lists), 0)::int as lists, coalesce(sum(requests), 0)::int as requests,
        coalesce(max(requests), 0)::int as "mostInOne"
      from per_channel`,
    values: [guildId],
  });
  return rows[0] ?? { lists: 0, requests: 0, mostInOne: 0 };
}
