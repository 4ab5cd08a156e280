/** The channel that is read, as a reader is told of it. */
import type { MessagePageView } from "../../api/reading.ts";
import type { GuildRecord } from "../../database/guilds/guildList.ts";
import { loadPlaceOf } from "../../database/guilds/names.ts";
import { AppError } from "../../errors.ts";
import type { Queryable } from "../../postgres/pool.ts";
import type { DescribedChannel } from "../channelView.ts";
import { describeOneChannel } from "../guildChannels.ts";

/** Throws AppError unknown_channel. */
export async function getReadChannel(
  db: Queryable,
  guild: GuildRecord,
  channelId: string,
): Promise<DescribedChannel> {
  const channel = await describeOneChannel(db, guild, channelId);
  if (channel) return channel;
  throw new AppError("unknown_channel", `${guild.name} has no channel ${channelId}.`, { field: "channelId" });
}

export const toReadChannel = async (
  db: Queryable,
  guild: GuildRecord,
  channel: DescribedChannel,
): Promise<MessagePageView["channel"]> => ({
  id: channel.id,
  guildId: guild.id,
  platform: guild.platform,
  parentId: channel.parentId,
  ...(await loadPlaceOf(db, guild.id, channel.id)),
  name: channel.name,
  kind: channel.kind,
  messageCount: channel.messageCount,
  isRemoved: channel.isRemoved,
  isLive: channel.isLive,
  keepsResponses: guild.keepsResponses,
});
