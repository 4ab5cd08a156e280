/** Events that could not be understood or stored: set aside in their raw form, like the messages of a page. */
import { recordSetAside, type SetAsideItem } from "../../core/database/archive/setAside.ts";
import { platformOfId } from "../../core/forgetting/digest.ts";
import type { Logger } from "../../core/log.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { inTransaction } from "../../core/postgres/pool.ts";
import { toRawText } from "../../core/storable.ts";
import { admitSetAside, guardOf } from "../forgetting/guard.ts";
import type { UnreadableEvent } from "../platforms/liveFeed.ts";
import { UnusableItemError } from "../platforms/unusable.ts";

/**
 * Records what of an event can be told. Its message is left out of the coverage, so that a later version reads it again;
 * what names no channel (a member without an id) only stands in the log.
 */
export async function setEventAside(pool: Pool, log: Logger, event: UnreadableEvent): Promise<void> {
  const { guildId, channelId, itemId, error } = event;
  log.warn(
    { code: "capture.event_set_aside", event: event.name, guildId, channelId, itemId, error },
    "an event was set aside",
  );
  if (guildId === null || channelId === null) return;
  const isUnusable = error instanceof UnusableItemError;
  const item: SetAsideItem = {
    kind: "message",
    id: itemId,
    place: itemId === null ? null : { fromId: itemId, toId: String(BigInt(itemId) + 1n) },
    reason: isUnusable ? error.reason : "refused_by_database",
    message: error instanceof Error ? error.message : String(error),
    raw: toRawText(event.raw),
  };
  await inTransaction(pool, async (tx) => {
    const admitted = admitSetAside(await guardOf(tx), platformOfId(guildId), channelId, item);
    if (admitted) await recordSetAside(tx, { guildId, channelId }, [admitted]);
  });
}
