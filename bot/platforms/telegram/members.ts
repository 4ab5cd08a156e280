/** Who is in a chat, where Telegram tells the account: groups and supergroups; a channel tells its administrators only. */
import { PermanentError } from "../../../core/queue/errors.ts";
import type { GuildMember } from "../liveFeed.ts";
import { countsItself } from "./chat.ts";
import type { TelegramChats } from "./chats.ts";
import type { TelegramConnection } from "./connection.ts";
import { type Entities, toAuthor, toEntityMap } from "./convert/authors.ts";
import { Api, toLong } from "./gram.ts";
import { markedId, parseMarkedId } from "./peers.ts";

/** The most Telegram gives at once. */
const pageSize = 200;

/**
 * Page by page. Throws PermanentError where the account may not, and also at the end of a list that names fewer than there
 * are (Telegram lists 10,000 at most, and administrators may hide members): nobody may be taken for gone by such a list.
 * Nothing for private chats.
 */
export async function* listChatMembers(
  connection: TelegramConnection,
  chats: TelegramChats,
  chatId: string,
  signal: AbortSignal,
): AsyncGenerator<GuildMember[]> {
  const chat = chats.get(chatId);
  if (chat.kind === "group") {
    const bare = toLong(parseMarkedId(chatId)?.bareId ?? "0");
    const full = await connection.call(new Api.messages.GetFullChat({ chatId: bare }), { signal });
    const { fullChat } = full;
    if (!(fullChat instanceof Api.ChatFull) || !(fullChat.participants instanceof Api.ChatParticipants))
      throw new PermanentError("missing_access", "Telegram does not tell this account who is in the group.");
    const entities = toEntityMap(full.users, full.chats);
    yield fullChat.participants.participants.map((one) =>
      toMember(one.userId.toString(), "date" in one ? one.date : null, entities),
    );
    return;
  }
  if (!countsItself(chat)) return;
  const seen = new Set<string>();
  for (let offset = 0; ; ) {
    const page = await connection.call(
      new Api.channels.GetParticipants({
        channel: chats.inputChannel(chatId),
        filter: new Api.ChannelParticipantsRecent(),
        offset,
        limit: pageSize,
        hash: toLong(0),
      }),
      { signal },
    );
    if (page instanceof Api.channels.ChannelParticipantsNotModified) return;
    const entities = toEntityMap(page.users, page.chats);
    const members = page.participants.flatMap((one) => {
      const id = "userId" in one ? one.userId.toString() : "peer" in one ? markedId(one.peer) : null;
      const isThere =
        !(one instanceof Api.ChannelParticipantLeft) && !(one instanceof Api.ChannelParticipantBanned);
      if (id === null || !isThere || seen.has(id)) return [];
      seen.add(id);
      return [toMember(id, "date" in one ? one.date : null, entities)];
    });
    if (members.length > 0) yield members;
    offset += page.participants.length;
    if (page.participants.length > 0 && offset < page.count) continue;
    if (seen.size < page.count)
      throw new PermanentError("missing_access", "Telegram does not list all members of this chat.");
    return;
  }
}

const toMember = (id: string, dateS: number | null, entities: Entities): GuildMember => ({
  author: toAuthor(id, entities),
  nick: null,
  roleIds: [],
  joinedAt: dateS === null ? null : new Date(dateS * 1_000),
});
