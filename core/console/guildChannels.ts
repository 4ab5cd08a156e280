/** The channels of a guild with what follows from them: read, then described. */
import {
  type ChannelRecord,
  isHeard,
  loadChangedChannels,
  loadChannel,
  loadChannels,
  loadChannelsOfGuilds,
  loadReaders,
  loadReadersOfGuilds,
  missingOf,
  type Readers,
  type ReadersNow,
} from "../database/guilds/channelRecords.ts";
import type { GuildRecord } from "../database/guilds/guildList.ts";
import type { Queryable } from "../postgres/pool.ts";
import { type DescribedChannel, describeChannel, type Hearing } from "./channelView.ts";

/** All channels of a guild, threads included, by id; with `since` those written by that transaction or a later one. */
export async function describeChannels(
  db: Queryable,
  guild: Pick<GuildRecord, "id" | "platform">,
  readers?: Readers,
  since?: bigint,
): Promise<DescribedChannel[]> {
  const known = readers ?? (await loadReaders(db, guild.id));
  const records =
    since === undefined ? await loadChannels(db, guild.id) : await loadChangedChannels(db, guild.id, since);
  return records.map((record) => describe(record, guild, known));
}

/** All channels of each of many guilds, in few statements. */
export async function describeChannelsOfGuilds(
  db: Queryable,
  guilds: readonly Pick<GuildRecord, "id" | "platform">[],
): Promise<Map<string, DescribedChannel[]>> {
  const [readers, channels] = await Promise.all([
    loadReadersOfGuilds(db),
    loadChannelsOfGuilds(
      db,
      guilds.map(({ id }) => id),
    ),
  ]);
  return new Map(
    guilds.map((guild) => {
      const known = readers.get(guild.id) ?? { accountCount: 0, lacking: new Map(), live: null };
      return [guild.id, (channels.get(guild.id) ?? []).map((record) => describe(record, guild, known))];
    }),
  );
}

/** One channel of the guild, or null when it has none of that id. */
export async function describeOneChannel(
  db: Queryable,
  guild: GuildRecord,
  channelId: string,
): Promise<DescribedChannel | null> {
  const readers = await loadReaders(db, guild.id);
  const record = await loadChannel(db, guild.id, channelId);
  return record && describe(record, guild, readers);
}

function describe(
  record: ChannelRecord,
  guild: Pick<GuildRecord, "platform">,
  readers: ReadersNow,
): DescribedChannel {
  return describeChannel(record, guild.platform, missingOf(readers, record.id), hearingOf(readers, record));
}

/** While a guild catches up, a newest message that is not proven may stand for more that was missed. */
function hearingOf(readers: ReadersNow, record: ChannelRecord): Hearing | null {
  if (!readers.live || !isHeard(readers, record)) return null;
  return { sinceMs: Date.parse(readers.live.since ?? ""), isSettled: readers.live.state === "live" };
}
