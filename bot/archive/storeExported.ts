/** What is different when messages come out of an export and not from the platform: part of storeMessages. */
import {
  markGoneSinceExport,
  mergeImported,
  uniteReactions,
} from "../../core/database/archive/importedMessages.ts";
import {
  type ArchiveMessage,
  insertReactions,
  type MessagePlace,
} from "../../core/database/archive/messages.ts";
import type { ExtendedChannel } from "../../core/database/guilds/channelCoverage.ts";
import type { Queryable } from "../../core/postgres/pool.ts";

/** What is known of the export. */
export interface Exported {
  /** When it was made; null when it does not say: then it is taken to be older than all we have read. */
  exportedAt: Date | null;
}

/**
 * Unites what was archived before with what the export tells, once the messages that are new have been inserted. Returns how
 * many of those archived before gained something.
 */
export async function mergeExported(
  tx: Queryable,
  place: MessagePlace,
  messages: readonly ArchiveMessage[],
  found: { insertedIds: readonly string[]; channel: ExtendedChannel; exported: Exported },
): Promise<{ updated: number; reactionsChanged: number }> {
  const { insertedIds, channel, exported } = found;
  const inserted = new Set(insertedIds);
  const isKnown = (message: ArchiveMessage) => !inserted.has(message.id);
  const known = inserted.size === messages.length ? [] : messages.filter(isKnown);
  const { fetchedBefore } = channel;
  const wasReadSince =
    fetchedBefore !== null && (exported.exportedAt === null || exported.exportedAt <= fetchedBefore);
  const [mergedIds, reactedIds] = await Promise.all([
    mergeImported(tx, place, known),
    uniteReactions(tx, place.channelId, known),
    insertReactions(
      tx,
      place.channelId,
      known.length === 0 ? messages : messages.filter((one) => !isKnown(one)),
    ),
    wasReadSince ? markGoneSinceExport(tx, place.channelId, insertedIds, channel.before) : undefined,
  ]);
  return { updated: new Set([...mergedIds, ...reactedIds]).size, reactionsChanged: reactedIds.size };
}
