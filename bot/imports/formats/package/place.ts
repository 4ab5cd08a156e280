/** Where the messages of a channel of Discord's data package stand. Pure. */
import type { ChannelKind } from "../../../../core/model/channel.ts";
import { type Fields, toFields, toId, toText } from "../../../platforms/discord/fields.ts";
import type { ImportPlace } from "../../export.ts";
import { directMessages } from "../dce/place.ts";

/** Discord's channel types, as numbers in older packages and as words in newer ones. */
const kinds: Readonly<Record<string, ChannelKind>> = {
  "1": "chat",
  DM: "chat",
  "2": "voice",
  GUILD_VOICE: "voice",
  "3": "chat",
  GROUP_DM: "chat",
  "5": "announcement",
  GUILD_ANNOUNCEMENT: "announcement",
  "10": "announcement_thread",
  ANNOUNCEMENT_THREAD: "announcement_thread",
  "11": "public_thread",
  PUBLIC_THREAD: "public_thread",
  "12": "private_thread",
  PRIVATE_THREAD: "private_thread",
  "13": "stage",
  GUILD_STAGE_VOICE: "stage",
};

/** `index` says what the channel was called: "name in Guild", "Direct Message with x#0", or null. */
export function toPackagePlace(channelId: string, channel: Fields | null, index: Fields | null): ImportPlace {
  const guild = toFields(channel?.guild);
  const guildId = toId(guild?.id);
  const kind = kinds[String(channel?.type)] ?? "text";
  const called = toText(index?.[channelId]);
  const isDirect = kind === "chat" || called?.startsWith("Direct Message with ") === true;
  return {
    platform: "discord",
    guild:
      guildId !== null
        ? { id: guildId, kind: "server", name: toText(guild?.name) ?? guildId, icon: null }
        : isDirect
          ? directMessages
          : null,
    channel: {
      id: channelId,
      parentId: null,
      parentName: null,
      kind: isDirect ? "chat" : kind,
      name: toText(channel?.name) ?? called ?? channelId,
      topic: null,
      nsfw: false,
    },
  };
}
