/**
 * Which messages were stored by a page of history these minutes, and when the platform was asked for it. A page brings counts as
 * they stand, an event a change: where both come together, nobody can tell whether one includes the other.
 */
import type { Queryable } from "../../postgres/pool.ts";
import type { MessagePlace } from "./messages.ts";

/** How long pages are remembered: longer than a platform may take to answer. */
const rememberedSeconds = 180;

/**
 * Remembers a page where somebody listens; nothing otherwise. Inside the transaction that stores it, once the channel is
 * locked. `askedAgoMs`: how long ago the platform was asked.
 */
export async function recordPageStored(
  tx: Queryable,
  place: MessagePlace,
  page: { fromId: string; toId: string; askedAgoMs: number },
): Promise<void> {
  await tx.query({
    name: "record-page-stored",
    text: `
      insert into pages_stored (channel_id, from_id, to_id, asked_at)
      select $1, $2, $3, clock_timestamp() - make_interval(secs => $4::float8 / 1000)
      where exists (select from live_captures where guild_id = $5)`,
    values: [place.channelId, page.fromId, page.toId, page.askedAgoMs, place.guildId],
  });
}

/** A message whose counts changed, by an event that came `firstAgoMs` ago or later and was stored `lastAgoMs` ago or before. */
export interface CountedMessage {
  channelId: string;
  messageId: string;
  firstAgoMs: number;
  lastAgoMs: number;
  /** The newest page that was looked at for it before. */
  afterPage: string;
}

/** Slack for both sides: how late an event may come, and how late the platform's own servers may agree, in seconds. */
const lateSeconds = 5;

/**
 * Messages of which a page was stored at such a time that it may hold what an event told as well, or lack it though it was
 * stored later; with the newest page that concerns them. It is doubted too often rather than too rarely.
 */
export async function findDoubtful(
  db: Queryable,
  counted: readonly CountedMessage[],
): Promise<{ channelId: string; messageId: string; page: string }[]> {
  if (counted.length === 0) return [];
  const { rows } = await db.query<{ channel_id: string; message_id: string; page: string }>({
    name: "find-doubtful-counts",
    text: `
      select c.channel_id, c.message_id, max(p.id) as page
      from unnest($1::int8[], $2::int8[], $3::float8[], $4::float8[], $5::int8[])
        as c (channel_id, message_id, first_ago, last_ago, after_page)
      join pages_stored p on p.channel_id = c.channel_id and p.id > c.after_page
        and c.message_id between p.from_id and p.to_id
        and p.stored_at > clock_timestamp() - make_interval(secs => c.first_ago / 1000 + $6)
        and p.asked_at < clock_timestamp() - make_interval(secs => c.last_ago / 1000 - $6)
      group by 1, 2`,
    values: [
      counted.map(({ channelId }) => channelId),
      counted.map(({ messageId }) => messageId),
      counted.map(({ firstAgoMs }) => firstAgoMs),
      counted.map(({ lastAgoMs }) => lastAgoMs),
      counted.map(({ afterPage }) => afterPage),
      lateSeconds,
    ],
  });
  return rows.map((row) => ({ channelId: row.channel_id, messageId: row.message_id, page: row.page }));
}

/** Forgets pages too old to be in doubt. */
export async function prunePagesStored(db: Queryable): Promise<void> {
  await db.query({
    name: "prune-pages-stored",
    text: "delete from pages_stored where stored_at < clock_timestamp() - make_interval(secs => $1)",
    values: [rememberedSeconds],
  });
}
