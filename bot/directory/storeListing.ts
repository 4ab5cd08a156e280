/** Writes what a platform listed of a guild; what cannot be stored is set aside and stops nothing else. */
import { recordSetAside, resolveListing, type SetAsideItem } from "../../core/database/archive/setAside.ts";
import { storeEmojis, storeRoles } from "../../core/database/guilds/details.ts";
import {
  type DirectoryChannel,
  markUnlistedChannelsRemoved,
  recordAccess,
} from "../../core/database/guilds/directory.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { findRefused } from "../../core/postgres/refused.ts";
import { toRawText } from "../../core/storable.ts";
import { storeChannelRows, storeGuildRow } from "../forgetting/directory.ts";
import type { GuildSnapshot, Listing } from "../platforms/platform.ts";

/**
 * Writes one listing of a guild. Safe to repeat and to run beside others. `isFresh`: asked for this moment, so that it
 * resolves what an earlier listing had set aside. Returns what is set aside of it.
 */
export async function storeSnapshot(
  pool: Pool,
  accountId: string,
  snapshot: GuildSnapshot,
  { isFresh }: { isFresh: boolean },
): Promise<SetAsideItem[]> {
  const { guild, channels, roles, emojis, permissions, missing } = snapshot;
  if (!(await storeGuildRow(pool, guild))) return []; // forgotten: nothing of it is stored
  if (roles) await storeRoles(pool, guild.id, roles);
  if (emojis) await storeEmojis(pool, guild.id, emojis);
  const setAside = await storeChannels(pool, guild.id, snapshot);
  if (isFresh) await resolveListing(pool, guild.id, setAside);
  // An entry without an id may be any of the channels that seem to be missing.
  if (setAside.every(({ id }) => id !== null)) {
    await markUnlistedChannelsRemoved(
      pool,
      guild.id,
      [...channels, ...setAside].flatMap(({ id }) => id ?? []),
    );
  }
  await recordAccess(pool, { accountId, guildId: guild.id, permissions, missing });
  return setAside;
}

/** Writes channels or threads, and sets aside what could not be used or is refused. Returns the latter. */
export async function storeChannels(
  pool: Pool,
  guildId: string,
  { channels, setAside }: Listing,
): Promise<SetAsideItem[]> {
  const refused = await findRefused(channels, async (some) => {
    await storeChannelRows(pool, some);
  });
  const all = [...setAside, ...refused.map(({ item, error }) => toRefused(item, error))];
  await recordSetAside(pool, { guildId, channelId: null }, all);
  return all;
}

function toRefused(channel: DirectoryChannel, error: Error): SetAsideItem {
  return {
    kind: channel.kind.endsWith("_thread") ? "thread" : "channel",
    id: channel.id,
    place: null,
    reason: "refused_by_database",
    message: `PostgreSQL refuses it: ${error.message.slice(0, 200)}`,
    raw: toRawText(channel),
  };
}

/** What is set aside of a guild's listing, in a sentence; null for nothing. */
export function listingNote(setAside: readonly SetAsideItem[]): string | null {
  const [first] = setAside;
  if (!first) return null;
  const many = setAside.length > 1;
  return (
    `${setAside.length} ${many ? "entries" : "entry"} of the server's list of channels could not be used and ` +
    `${many ? "are" : "is"} set aside, e.g. ${first.id ?? "one without an id"} (${first.message}).`
  );
}
