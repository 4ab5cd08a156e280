/** The demonstration's groups and channels are archived without being chosen: a newcomer finds them there. */
import { chooseFirstSeen, type ListedChat } from "../../../../core/database/telegram/chats.ts";
import type { Pool } from "../../../../core/postgres/pool.ts";
import { toChat } from "../chat.ts";
import { markedId } from "../peers.ts";
import type { HeldTelegram } from "./keepChores.ts";
import { readFullChat } from "./listChat.ts";

/** Chooses those that were never seen before; one that somebody dropped stays dropped. Private chats are left to people. */
export async function chooseDemoChats(
  pool: Pool,
  { accountId, session }: HeldTelegram,
  signal: AbortSignal,
): Promise<void> {
  const found: ListedChat[] = [];
  for await (const page of session.chats.dialogPages(signal, 0)) {
    const listed = new Set(page.dialogs.map((dialog) => markedId(dialog.peer)));
    for (const entity of page.chats) {
      const chat = toChat(entity);
      if (!chat || !listed.has(chat.id) || chat.closed !== null || chat.isProtected || chat.migratedTo)
        continue;
      found.push((await readFullChat(session, chat, { isDemo: true, signal })).chat);
    }
  }
  await chooseFirstSeen(pool, accountId, found);
}
