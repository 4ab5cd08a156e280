/** Looks from time to time how the archived chats stand: names, members, rights, and whether they can be read at all. */
import {
  chooseFirstSeen,
  findChatsToCheck,
  recordChatState,
  recordMigration,
  upsertChat,
} from "../../../../core/database/telegram/chats.ts";
import { PermanentError } from "../../../../core/queue/errors.ts";
import { migratedId } from "../chat.ts";
import { RpcError } from "../link/failures.ts";
import type { ChoreDeps, HeldTelegram } from "./keepChores.ts";
import { readFullChat, toListed } from "./listChat.ts";

/** Chats per look: each costs a request of its own, and Telegram minds many of them. */
const perLook = 3;

/** Looks at the chats of an account that were looked at longest ago. */
export async function checkChats(
  { pool, healthAgeSeconds, syncComments, log }: ChoreDeps,
  { accountId, session, isDemo }: HeldTelegram,
  signal: AbortSignal,
): Promise<void> {
  const due = await findChatsToCheck(pool, accountId, { ageSeconds: healthAgeSeconds, limit: perLook });
  for (const id of due) {
    const chat = session.chats.find(id);
    if (!chat) continue;
    try {
      const full = await readFullChat(session, chat, { isDemo, signal });
      await upsertChat(pool, full.chat);
      await recordChatState(pool, id, {
        state: full.chat.isProtected ? "protected" : "resolved",
        reason: null,
      });
      // A discussion group that the channel was given since: comments on its posts stand there.
      if (syncComments && chat.kind === "channel" && full.linked?.closed === null)
        await chooseFirstSeen(pool, accountId, [toListed(full.linked, id, isDemo)]);
      if (chat.closed !== null) {
        await session.chats.refresh([id], signal);
        session.directory.announce({ kind: "guild", guildId: id });
        session.live.stream.compare();
      }
      if (full.migratedTo) {
        const [to] = await session.chats.lookUp([migratedId(full.migratedTo)], signal);
        if (!to) continue;
        await recordMigration(pool, id, toListed(to, null, isDemo));
        log.info(
          { code: "telegram.migrated", guildId: id, to: to.id },
          "a group became a supergroup: both are archived",
        );
      }
    } catch (error) {
      if (!(error instanceof PermanentError)) throw error;
      const reason = error.cause instanceof RpcError ? error.cause.text : error.code;
      await recordChatState(pool, id, { state: "inaccessible", reason });
      if (session.chats.close(id, reason)) session.directory.announce({ kind: "guild", guildId: id });
    }
  }
}
