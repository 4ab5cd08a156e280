/** The channel tree of a guild as it is polled: everything once, then only what changed. */
import type { ChannelListView } from "../api/guilds.ts";
import { formatVersion, loadReaders, parseVersion, type Readers } from "../database/guilds/channelRecords.ts";
import type { GuildRecord } from "../database/guilds/guildList.ts";
import { toLiveView } from "../database/guilds/liveState.ts";
import { countPendingTasks, listOpenTasks } from "../database/guilds/openTasks.ts";
import type { Queryable } from "../postgres/pool.ts";
import { toChannelView } from "./channelView.ts";
import { describeChannels } from "./guildChannels.ts";

/**
 * The guild's channels, or with `since` those that changed after that version. While nothing changes the answer
 * stays the same to the byte, its version included, so that conditional requests are answered with 304.
 */
export async function listChannels(
  db: Queryable,
  guild: GuildRecord,
  since?: string,
): Promise<ChannelListView> {
  const [readers, openTasks, pendingTaskCount] = await Promise.all([
    loadReaders(db, guild.id),
    listOpenTasks(db, guild.id),
    countPendingTasks(db, guild.id),
  ]);
  const changedSince = since === undefined ? null : usableSince(since, readers);
  const channels = await describeChannels(db, guild, readers, changedSince ?? undefined);
  const isUnchanged = changedSince !== null && channels.length === 0;
  return {
    version: isUnchanged && since !== undefined ? since : formatVersion(readers.version),
    live: toLiveView(readers.live),
    channels: channels.map(toChannelView),
    openTasks,
    pendingTaskCount,
  };
}

/**
 * The transaction after which changes are to be told, or null when everything has to be: the readers changed or who listens, or
 * the version is not of this database (it lies ahead, as after a restore).
 */
function usableSince(since: string, readers: Readers): bigint | null {
  const { transaction, readers: digest } = parseVersion(since);
  if (digest !== readers.version.readers || transaction >= 2n ** 32n) return null;
  const ahead = (transaction - readers.nextTransaction + 2n ** 32n) % 2n ** 32n;
  return ahead > 0n && ahead < 2n ** 31n ? null : transaction;
}
