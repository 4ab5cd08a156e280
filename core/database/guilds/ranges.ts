/** The proven intervals of one channel and the gaps between them. */
import type { RangesView } from "../../api/history.ts";
import { gaps } from "../../coverage.ts";
import { AppError } from "../../errors.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { timeMessages } from "../archive/messageTimes.ts";
import { loadChannel, loadReaders } from "./channelRecords.ts";
import type { GuildRecord } from "./guildList.ts";

/** Intervals within the channel's life and what is missing from it, newest first. Throws AppError unknown_channel. */
export async function listRanges(db: Queryable, guild: GuildRecord, channelId: string): Promise<RangesView> {
  const readers = await loadReaders(db, guild.id);
  const channel = await loadChannel(db, guild, readers, channelId);
  if (!channel) {
    throw new AppError("unknown_channel", `${guild.name} has no channel ${channelId}.`, {
      field: "channelId",
    });
  }
  const missing = gaps(channel.coveredLife, channel.life);
  const ends = [...channel.coveredLife, ...missing].flatMap(({ from, to }) => [from, to]);
  const timeOf = await timeMessages(
    db,
    guild.platform,
    ends.map((id) => ({ channelId: channel.id, messageId: String(id) })),
  );
  // Without any message near it (nothing archived on Telegram) an end has no time: then that of the beginning.
  const at = (id: bigint) => timeOf(channel.id, String(id)) ?? new Date(0).toISOString();
  return {
    channelId: channel.id,
    ranges: channel.coveredLife.toReversed().map(({ from, to }) => ({
      startMessageId: String(from),
      endMessageId: String(to),
      startAt: at(from),
      endAt: at(to),
    })),
    gaps: missing.toReversed().map(({ from, to }) => ({
      afterMessageId: String(from - 1n),
      beforeMessageId: String(to),
      startAt: at(from),
      endAt: at(to),
    })),
  };
}
