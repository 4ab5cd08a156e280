/** How an account addresses chats at Telegram. */
import type { Queryable } from "../../postgres/pool.ts";

/** `chatId`: marked id. `accessHash`: null for basic groups. */
export interface StoredPeer {
  chatId: string;
  accessHash: string | null;
}

/** Every chat of the account whose address is known. */
export async function findPeers(db: Queryable, accountId: string): Promise<StoredPeer[]> {
  const { rows } = await db.query<{ chat_id: string; access_hash: string | null }>({
    name: "find-telegram-peers",
    text: "select chat_id, access_hash from telegram_peers where account_id = $1",
    values: [accountId],
  });
  return rows.map((row) => ({ chatId: row.chat_id, accessHash: row.access_hash }));
}

/** Stores addresses; those that are known already and did not change are left alone. */
export async function upsertPeers(
  db: Queryable,
  accountId: string,
  peers: readonly StoredPeer[],
): Promise<void> {
  if (peers.length === 0) return;
  await db.query({
    name: "upsert-telegram-peers",
    text: `
      insert into telegram_peers (account_id, chat_id, access_hash)
      select distinct on (chat_id) $1::int8, chat_id, access_hash
      from unnest($2::int8[], $3::int8[]) as p (chat_id, access_hash) order by chat_id
      on conflict (account_id, chat_id) do update set access_hash = excluded.access_hash, seen_at = now()
      where telegram_peers.access_hash is distinct from excluded.access_hash`,
    values: [accountId, peers.map(({ chatId }) => chatId), peers.map(({ accessHash }) => accessHash)],
  });
}
