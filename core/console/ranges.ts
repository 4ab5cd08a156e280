/** The proven intervals of one channel and the gaps between them. */
import type { RangesView } from "../api/history.ts";
import { gaps } from "../coverage.ts";
import { timeMessages } from "../database/archive/messageTimes.ts";
import type { GuildRecord } from "../database/guilds/guildList.ts";
import { AppError } from "../errors.ts";
import type { Queryable } from "../postgres/pool.ts";
import { describeOneChannel } from "./guildChannels.ts";

/** Intervals within the channel's life and what is missing from it, newest first. Throws AppError unknown_channel. */
export async function listRanges(db: Queryable, guild: GuildRecord, channelId: string): Promise<RangesView> {
  const channel = await describeOneChannel(db, guild, channelId);
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
