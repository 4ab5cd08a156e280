/** A page of a channel as people read it: messages, what hangs on them, the names in them and what is missing. */
import type { MessagePageQuery, MessagePageView } from "../../api/reading.ts";
import { type Coverage, gaps } from "../../coverage.ts";
import {
  firstMessageFrom,
  loadMessagePage,
  type StoredMessage,
} from "../../database/archive/messagePages.ts";
import type { GuildRecord } from "../../database/guilds/guildList.ts";
import { snowflakeAt } from "../../model/snowflake.ts";
import type { Queryable } from "../../postgres/pool.ts";
import type { DescribedChannel } from "../channelView.ts";
import { dressMessages } from "./dressMessages.ts";
import { getReadChannel, toReadChannel } from "./readChannel.ts";

/** Above every id there is. */
const highest = 9_223_372_036_854_775_807n;

/** `fileBase`: what the addresses of stored files begin with. Throws AppError unknown_channel. */
export async function readMessages(
  db: Queryable,
  guild: GuildRecord,
  channelId: string,
  query: MessagePageQuery,
  fileBase: string,
): Promise<MessagePageView> {
  const channel = await getReadChannel(db, guild, channelId);
  const page = await loadPage(db, channel, query);
  // A topic's messages are not neighbours in the chat: nothing can be said about what lies between.
  const isWhole = query.topic === undefined;
  const gapBefore = (i: number) =>
    isWhole
      ? gapBetween(channel, page.messages[i - 1]?.id ?? page.older, page.messages[i] as StoredMessage)
      : null;
  return {
    channel: await toReadChannel(db, guild, channel),
    hasOlder: page.older !== null,
    hasNewer: page.hasNewer,
    gapAfter: page.hasNewer || query.asOf || !isWhole ? null : gapAbove(channel, page.messages.at(-1)?.id),
    ...(await dressMessages(
      db,
      { guildId: guild.id, channelId: channel.id, fileBase },
      page.messages,
      gapBefore,
    )),
  };
}

interface Page {
  /** Oldest first. */
  messages: StoredMessage[];
  /** The message below the oldest one; null when there is none. */
  older: string | null;
  hasNewer: boolean;
}

async function loadPage(db: Queryable, channel: DescribedChannel, query: MessagePageQuery): Promise<Page> {
  const asOf = query.asOf === undefined ? null : new Date(query.asOf);
  const load = (direction: "older" | "newer", from: string, limit: number) =>
    loadMessagePage(db, {
      channelId: channel.id,
      direction,
      from,
      asOf,
      topicId: query.topic ?? null,
      limit,
    });
  const { limit } = query;
  // One more than wanted each way: it tells whether the channel goes on, and where the gap below begins.
  if (query.after !== undefined) {
    const newer = await load("newer", query.after, limit + 1);
    const [below] = await load("older", upTo(query.after), 1);
    return {
      messages: newer.slice(0, limit),
      older: below?.id ?? null,
      hasNewer: newer.length > limit,
    };
  }
  const middle = query.around ?? (query.at === undefined ? undefined : await idAt(db, channel, query.at));
  const below = middle ?? query.before ?? String(highest);
  const olderCount = middle === undefined ? limit : Math.floor(limit / 2);
  const older = await load("older", below, olderCount + 1);
  // From the middle upwards, the middle included.
  const newer = middle === undefined ? [] : await load("newer", String(BigInt(middle) - 1n), limit + 1);
  const newerCount = limit - Math.min(older.length, olderCount);
  const [above] = query.before === undefined ? [] : await load("newer", String(BigInt(below) - 1n), 1);
  return {
    messages: [...older.slice(0, olderCount).toReversed(), ...newer.slice(0, newerCount)],
    older: older[olderCount]?.id ?? null,
    hasNewer: newer.length > newerCount || above !== undefined,
  };
}

/** The bound below which an id itself still lies. */
const upTo = (id: string) => (BigInt(id) < highest ? String(BigInt(id) + 1n) : String(highest));

/** The first message at or after a time, or where it would stand. */
async function idAt(db: Queryable, channel: DescribedChannel, at: string): Promise<string> {
  if (channel.platform === "discord") return String(snowflakeAt(Date.parse(at)));
  // Ids carry no time: they rise with it, so that halving finds the place in a few looks at the primary key.
  let [from, to] = [channel.life.from, channel.life.to];
  while (from < to) {
    const middle = (from + to) / 2n;
    const first = await firstMessageFrom(db, channel.id, String(middle));
    if (first && first.createdAt.getTime() < Date.parse(at)) from = BigInt(first.id) + 1n;
    else to = middle;
  }
  return String(from);
}

/** What is missing between two neighbours in the archive; `previous` null: below the oldest one. */
function gapBetween(
  channel: DescribedChannel,
  previous: string | null,
  { id }: StoredMessage,
): [string, string] | null {
  const from = previous === null ? channel.life.from : BigInt(previous) + 1n;
  return hull(channel.coveredLife, from, BigInt(id));
}

function gapAbove(channel: DescribedChannel, newest: string | undefined): [string, string] | null {
  const from = newest === undefined ? channel.life.from : BigInt(newest) + 1n;
  return hull(channel.coveredLife, from, channel.life.to);
}

/** From the first missing id to the last: nothing that is archived lies between, so that it is one gap to a reader. */
function hull(covered: Coverage, from: bigint, to: bigint): [string, string] | null {
  if (from >= to) return null;
  const missing = gaps(covered, { from, to });
  const [first, last] = [missing[0], missing.at(-1)];
  return first && last ? [String(first.from), String(last.to)] : null;
}
