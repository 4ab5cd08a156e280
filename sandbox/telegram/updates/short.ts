/** Plain texts between people and in basic groups come in a short form without users and chats. */
import type { Tl } from "../tl/writer.ts";
import type { BoxEvent } from "../world/box.ts";
import { type Account, isChannel } from "../world/model.ts";

/** The short form, or null where the long one is due. */
export function toShortMessage({ created, chat, pts, ptsCount }: BoxEvent, account: Account): Tl | null {
  if (!created || isChannel(chat)) return null;
  const isPlain =
    !created.media && !created.action && !created.forward && !created.albumId && !created.buttons;
  const { from } = created;
  if (!isPlain || !from || "kind" in from) return null;
  const body = {
    out: from.id === account.user.id,
    silent: created.silent,
    id: created.id,
    message: created.text,
    pts,
    pts_count: ptsCount,
    date: created.dateS,
    reply_to: created.reply ? { _: "messageReplyHeader", reply_to_msg_id: created.reply.id } : undefined,
    entities: created.entities.length > 0 ? created.entities : undefined,
  };
  if (chat.kind === "private") return { _: "updateShortMessage", user_id: chat.id, ...body };
  return { _: "updateShortChatMessage", from_id: from.id, chat_id: chat.id, ...body };
}
