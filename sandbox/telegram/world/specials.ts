import type { Tl } from "../tl/writer.ts";
import type { Chat, Special } from "./model.ts";
import { isChannel } from "./model.ts";

/** The service message's action of a special place. */
export function toAction(special: Special, chat: Chat): Tl {
  switch (special.kind) {
    case "created":
      if (isChannel(chat)) return { _: "messageActionChannelCreate", title: chat.title };
      if (chat.kind === "private") return { _: "messageActionContactSignUp" };
      return {
        _: "messageActionChatCreate",
        title: chat.title,
        users: [...chat.members.values()].map(({ id }) => id),
      };
    case "migrated-from":
      return { _: "messageActionChannelMigrateFrom", title: special.group.title, chat_id: special.group.id };
    case "migrated-to":
      return { _: "messageActionChatMigrateTo", channel_id: special.channel.id };
    case "topic":
      return {
        _: "messageActionTopicCreate",
        title: special.topic.title,
        icon_color: special.topic.iconColor,
      };
    case "pin-notice":
      return { _: "messageActionPinMessage" };
    case "title":
      return { _: "messageActionChatEditTitle", title: special.title };
    case "photo":
      return { _: "messageActionChatDeletePhoto" };
  }
}
