/** What an import would change, without changing it. */

import type { Queryable } from "../../postgres/pool.ts";
import type { ArchiveMessage } from "../archive/messages.ts";

/**
 * How many of the messages are archived, and of how many of those the archive lacks the state that they are in. What else
 * they would add (a file, a reaction) is not counted.
 */
export async function compareWithArchive(
  db: Queryable,
  channelId: string,
  messages: readonly ArchiveMessage[],
): Promise<{ known: number; otherStates: number }> {
  const { rows } = await db.query<{ known: number; other_states: number }>({
    name: "compare-with-archive",
    text: `
      select count(*)::int as known,
        (count(*) filter (where date_trunc('second', m.edited_at) is distinct from date_trunc('second', read.edited_at)
          and not exists (select from message_versions v
            where v.channel_id = $1 and v.message_id = m.id
              and date_trunc('second', v.edited_at) is not distinct from date_trunc('second', read.edited_at))))::int
          as other_states
      from unnest($2::int8[], $3::timestamptz[]) as read (id, edited_at)
      join messages m on m.channel_id = $1 and m.id = read.id`,
    values: [channelId, messages.map(({ id }) => id), messages.map(({ editedAt }) => editedAt)],
  });
  return { known: rows[0]?.known ?? 0, otherStates: rows[0]?.other_states ?? 0 };
}
