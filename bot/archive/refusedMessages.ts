/** Finds the messages of a batch that PostgreSQL refuses, so that the others can be stored. */
import {
  type ArchiveMessage,
  insertAttachments,
  insertMessages,
  insertReactions,
  type MessagePlace,
  replaceReactions,
  updateMessages,
} from "../../core/database/archive/messages.ts";
import type { SetAsideItem } from "../../core/database/archive/setAside.ts";
import { inTransaction, type Pool } from "../../core/postgres/pool.ts";
import { findRefused, isRefusedData } from "../../core/postgres/refused.ts";
import { toRawText } from "../../core/storable.ts";
import type { Proof } from "./storeMessages.ts";

/** A batch that is about to be stored. */
export interface Batch {
  place: MessagePlace;
  messages: readonly ArchiveMessage[];
  proof: Proof;
  /** A message as the platform sent it; without it its archive shape is kept. */
  rawOf?: ((messageId: string) => unknown) | undefined;
}

/**
 * Stores a batch by `store`. When PostgreSQL refuses the data, the messages at fault are found and set aside, and `store`
 * is called again with the others. `store` must leave nothing behind when it throws.
 */
export async function storeWithoutRefused<T>(
  pool: Pool,
  batch: Batch,
  store: (messages: readonly ArchiveMessage[], proof: Proof) => Promise<T>,
): Promise<T> {
  const { messages, proof } = batch;
  try {
    return await store(messages, proof);
  } catch (error) {
    if (!isRefusedData(error)) throw error;
    const refused = await findRefusedMessages(pool, batch);
    if (refused.length === 0) throw error;
    const ids = new Set(refused.map(({ id }) => id));
    return store(
      messages.filter(({ id }) => !ids.has(id)),
      { ...proof, setAside: [...(proof.setAside ?? []), ...refused] },
    );
  }
}

/** Tries the messages in halves, each try rolled back, and returns those that cannot be stored. */
async function findRefusedMessages(pool: Pool, batch: Batch): Promise<SetAsideItem[]> {
  const refused = await findRefused(batch.messages, (some) => tryToStore(pool, batch.place, some));
  return refused.map(({ item, error }) => ({
    kind: "message",
    id: item.id,
    place: { fromId: item.id, toId: (BigInt(item.id) + 1n).toString() },
    reason: "refused_by_database",
    message: `PostgreSQL refuses it: ${error.message.slice(0, 200)}`,
    raw: toRawText(batch.rawOf?.(item.id) ?? item),
  }));
}

/** Everything that storing them would write, undone at the end. Throws what PostgreSQL says. */
async function tryToStore(
  pool: Pool,
  place: MessagePlace,
  messages: readonly ArchiveMessage[],
): Promise<void> {
  const undo = new Error("only a try");
  await inTransaction(pool, async (tx) => {
    await insertMessages(tx, place, messages);
    await insertAttachments(tx, place.channelId, messages);
    await insertReactions(tx, place.channelId, messages);
    await updateMessages(tx, place, messages);
    await replaceReactions(tx, place.channelId, messages);
    throw undo;
  }).catch((error: unknown) => {
    if (error !== undo) throw error;
  });
}
