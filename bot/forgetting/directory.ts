/** Writing servers and channels as listed, but for those that are forgotten. */
import {
  type DirectoryChannel,
  type DirectoryGuild,
  upsertChannels,
  upsertGuild,
} from "../../core/database/guilds/directory.ts";
import { platformOfId } from "../../core/forgetting/digest.ts";
import { inTransaction, type Pool } from "../../core/postgres/pool.ts";
import { type Guard, guardOf } from "./guard.ts";
import { redactText } from "./redact.ts";

/** False for a server that is forgotten: nothing of it is stored. */
export function storeGuildRow(pool: Pool, guild: DirectoryGuild): Promise<boolean> {
  return inTransaction(pool, async (tx) => {
    const guard = await guardOf(tx);
    if (guard.isForgotten({ kind: "guild", id: guild.id })) return false;
    await upsertGuild(tx, guild);
    return true;
  });
}

/** Stores what may be stored of these channels and threads, and returns that. A forgotten channel's threads are forgotten. */
export function storeChannelRows(
  pool: Pool,
  channels: readonly DirectoryChannel[],
): Promise<readonly DirectoryChannel[]> {
  if (channels.length === 0) return Promise.resolve(channels);
  return inTransaction(pool, async (tx) => {
    const guard = await guardOf(tx);
    const admitted = guard.isEmpty ? channels : channels.flatMap((channel) => admit(guard, channel) ?? []);
    await upsertChannels(tx, admitted);
    return admitted;
  });
}

function admit(guard: Guard, channel: DirectoryChannel): DirectoryChannel | null {
  const places = [channel.id, ...(channel.parentId === null ? [] : [channel.parentId])];
  if (places.some((id) => guard.isForgotten({ kind: "channel", id }))) return null;
  if (guard.isForgotten({ kind: "guild", id: channel.guildId })) return null;
  const platform = platformOfId(channel.guildId);
  const isErased = (id: string) => guard.isErased({ kind: "person", platform, id });
  const name = redactText(platform, channel.name, isErased);
  const topic = channel.topic && redactText(platform, channel.topic, isErased);
  return { ...channel, name, topic };
}
