/** Notes what messages carry, in the transaction that stores them. */
import type { MessagePlace } from "../../core/database/archive/messages.ts";
import { noteFiles } from "../../core/database/media/files.ts";
import type { Queryable } from "../../core/postgres/pool.ts";
import { type CarryingMessage, filesOf } from "./filesOf.ts";

/**
 * To be called under the channel's lock. Every file is noted whatever the settings are: they decide what is fetched, and a
 * kind that is switched on later finds what it missed. Nothing is written for messages that carry nothing.
 */
export async function noteMessageFiles(
  tx: Queryable,
  place: MessagePlace,
  messages: readonly CarryingMessage[],
): Promise<void> {
  await noteFiles(tx, filesOf(place, messages));
}
