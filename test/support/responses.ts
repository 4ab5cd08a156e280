/** Compares who reacted and voted, as it is archived, with a sandbox's truth. */

import type { Pool } from "../../core/postgres/pool.ts";
import type { TruthResponses } from "../../sandbox/discord/truth/responses.ts";

interface KeptList {
  name: string;
  people: string[];
  status: string;
}

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);

/** True when each list of the channel is known to be complete, counted right, and names exactly those it should. */
export async function isKept(
  pool: Pool,
  channelId: string,
  truth: readonly TruthResponses[],
): Promise<boolean> {
  const { rows } = await pool.query<KeptList & { expected: number; count: number }>(
    `select l.message_id || ' ' || l.kind || ' ' || l.item as name, l.status, l.expected,
       coalesce(r.count, (select (c ->> 'count')::int from messages m,
         jsonb_array_elements(m.extra #> '{poll,results,answer_counts}') c
         where m.channel_id = l.channel_id and m.id = l.message_id and c ->> 'id' = l.item), 0) as count,
       array(select p.user_id || case when p.is_burst then '!' else '' end from responses p
         where (p.channel_id, p.message_id, p.kind, p.item) = (l.channel_id, l.message_id, l.kind, l.item)
         order by p.user_id) as people
     from response_lists l
     left join reactions r on l.kind = 'reaction' and (r.channel_id, r.message_id, r.emoji) = (l.channel_id, l.message_id, l.item)
     where l.channel_id = $1`,
    [channelId],
  );
  const kept = rows
    .filter(({ people }) => people.length > 0)
    .map(({ name, people }) => ({ name, people }))
    .sort(byName);
  const wanted = truth
    .map(({ messageId, kind, item, people }) => ({ name: `${messageId} ${kind} ${item}`, people }))
    .sort(byName);
  return (
    rows.every(
      ({ status, expected, count, people }) =>
        status === "read" && expected === people.length && count === people.length,
    ) && JSON.stringify(kept) === JSON.stringify(wanted)
  );
}
