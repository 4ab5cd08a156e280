/** Where people comment on the posts of a channel: its discussion group, into which Telegram forwards each post by itself. */
import type { Discussion, Thread } from "../../poster.ts";
import { Api } from "../gram.ts";
import { idOf, markChannel, markedId } from "../peers.ts";
import type { TelegramSession } from "../session.ts";
import { codeOf, toPostError } from "./refusals.ts";

/** Null where the channel has none. */
export async function discussionOf(
  { connection, chats }: TelegramSession,
  channelId: string,
  signal: AbortSignal,
): Promise<Discussion | null> {
  const request = new Api.channels.GetFullChannel({ channel: chats.inputChannel(channelId) });
  const full = await connection.call(request, { signal }).catch((error: unknown) => {
    throw toPostError(error, "target_missing");
  });
  await chats.keepAddresses(full.chats);
  const { fullChat } = full;
  if (!(fullChat instanceof Api.ChannelFull) || !fullChat.linkedChatId) return null;
  const id = markChannel(fullChat.linkedChatId.toString());
  const group = full.chats.find((one) => idOf(one) === id);
  return { guildId: id, channelId: id, name: group instanceof Api.Channel ? group.title : id };
}

/** Null where nobody can comment on the post, or not yet. */
export async function findThread(
  { connection, chats }: TelegramSession,
  channelId: string,
  postId: string,
  signal: AbortSignal,
): Promise<Thread | null> {
  const peer = chats.inputPeer(channelId);
  const request = new Api.messages.GetDiscussionMessage({ peer, msgId: Number(postId) });
  try {
    const { messages, chats: seen } = await connection.call(request, { signal });
    await chats.keepAddresses(seen);
    // Of an album all pictures are told; its comments answer the first.
    const [first] = messages
      .filter((one): one is Api.Message => one instanceof Api.Message)
      .sort((a, b) => a.id - b.id);
    return first ? { channelId: markedId(first.peerId), messageId: String(first.id) } : null;
  } catch (error) {
    if (/^(MSG_ID_INVALID|MESSAGE_ID_INVALID)$/.test(codeOf(error) ?? "")) return null;
    throw toPostError(error, "target_missing");
  }
}
