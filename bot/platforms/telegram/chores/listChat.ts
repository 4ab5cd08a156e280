/** A chat with what only its own page at Telegram says: members, and the chat it is linked to. */
import type { ListedChat } from "../../../../core/database/telegram/chats.ts";
import { type Chat, countsItself, toChat } from "../chat.ts";
import { Api, toLong } from "../gram.ts";
import { idOf, markChannel, parseMarkedId } from "../peers.ts";
import type { TelegramSession } from "../session.ts";

export interface FullChat {
  chat: ListedChat;
  /** The discussion group of a channel, or the channel of a discussion group; null when there is none. */
  linked: Chat | null;
  /** The supergroup that a basic group became. */
  migratedTo: Api.InputChannel | null;
}

/** Asks Telegram. Throws PermanentError for chats that cannot be seen. */
export async function readFullChat(
  session: TelegramSession,
  chat: Chat,
  { isDemo, signal }: { isDemo: boolean; signal: AbortSignal },
): Promise<FullChat> {
  const { connection, chats } = session;
  if (countsItself(chat)) {
    const channel = chats.inputChannel(chat.id);
    const full = await connection.call(new Api.channels.GetFullChannel({ channel }), { signal });
    await chats.keepAddresses(full.chats);
    const { fullChat } = full;
    const now = full.chats.map(toChat).find((one) => one?.id === chat.id) ?? chat;
    if (!(fullChat instanceof Api.ChannelFull))
      return { chat: toListed(now, null, isDemo), linked: null, migratedTo: null };
    const linkedId = fullChat.linkedChatId ? markChannel(fullChat.linkedChatId.toString()) : null;
    const linked = full.chats.find((one) => idOf(one) === linkedId);
    const memberCount = fullChat.participantsCount ?? now.memberCount;
    return {
      chat: toListed({ ...now, memberCount }, linkedId, isDemo),
      linked: linked ? toChat(linked) : null,
      migratedTo: null,
    };
  }
  if (chat.kind === "group") {
    const chatId = toLong(parseMarkedId(chat.id)?.bareId ?? "0");
    const full = await connection.call(new Api.messages.GetFullChat({ chatId }), { signal });
    const now = full.chats.map(toChat).find((one) => one?.id === chat.id) ?? chat;
    await chats.keepAddresses(full.chats);
    return { chat: toListed(now, null, isDemo), linked: null, migratedTo: now.migratedTo };
  }
  const [now = chat] = await chats.lookUp([chat.id], signal);
  return { chat: toListed(now, null, isDemo), linked: null, migratedTo: null };
}

export function toListed(chat: Chat, linkedChatId: string | null, isDemo: boolean): ListedChat {
  const { id, kind, title, username, memberCount, isProtected } = chat;
  return { id, kind, name: title, username, memberCount, isProtected, linkedChatId, isDemo };
}
