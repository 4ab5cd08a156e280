/**
 * DiscordChatExporter's JSON (JsonMessageWriter.cs): a file per channel, every field it has, in its order. What it has no
 * field for stands under `backscroll`, which its readers pass over.
 */
import type { ExportedMessage, ExportedPerson } from "../../../core/database/exports/readMessages.ts";
import type { ChannelKind } from "../../../core/model/channel.ts";
import { messageKind } from "../../platforms/discord/convert.ts";
import { type Fields, toFields, toId, toList, toText } from "../../platforms/discord/fields.ts";
import { exactChannel, exactMessage, PeopleTold } from "../exact.ts";
import { attachmentTarget, type ExportContext, type FormatWriter, nameOf } from "../format.ts";
import { toDceEmbed, toDceStickers } from "./dceEmbed.ts";

export const dceJson: FormatWriter = {
  extension: "json",
  mostMessages: null,
  begin(sink, context) {
    const people = new PeopleTold();
    let count = 0;
    sink.text(`${beginning(context)}\n  "messages": [`);
    return {
      write(message) {
        const converted = toDceMessage(message, context);
        if (context.task.isExact)
          converted.backscroll = exactMessage(message, context, people.of(message, context));
        sink.text(`${count++ === 0 ? "" : ","}\n${JSON.stringify(converted)}`);
      },
      end() {
        sink.text(`\n  ],\n  "messageCount": ${count}\n}\n`);
      },
    };
  },
};

const kinds: Partial<Record<ChannelKind, string>> = {
  text: "GuildTextChat",
  voice: "GuildVoiceChat",
  category: "GuildCategory",
  announcement: "GuildNews",
  announcement_thread: "GuildNewsThread",
  public_thread: "GuildPublicThread",
  private_thread: "GuildPrivateThread",
  stage: "GuildStageVoice",
  directory: "GuildDirectory",
  forum: "GuildForum",
  media: "GuildMedia",
  chat: "DirectTextChat",
};

/** Everything before the messages, without its closing brace. */
function beginning(context: ExportContext): string {
  const { channel, exportedAt, task } = context;
  const isDirect = channel.guildKind === "direct";
  const icon = channel.guildIcon;
  const head = {
    guild: {
      id: isDirect ? "0" : channel.guildId, // as DiscordChatExporter calls the place of direct messages
      name: channel.guildName,
      iconUrl: icon
        ? `https://cdn.discordapp.com/icons/${channel.guildId}/${icon}.png?size=512`
        : "https://cdn.discordapp.com/embed/avatars/0.png",
    },
    channel: {
      id: channel.id,
      type: kinds[channel.kind] ?? "GuildTextChat",
      categoryId: channel.parentId,
      category: channel.parentName,
      name: channel.name,
      topic: channel.topic,
    },
    dateRange: { after: offsetTime(task.afterAt), before: offsetTime(task.beforeAt) },
    exportedAt: offsetTime(exportedAt),
    ...(task.isExact ? { backscroll: exactChannel(context) } : {}),
  };
  return `${JSON.stringify(head, null, 2).slice(0, -2)},`;
}

const offsetTime = (at: Date | null): string | null => at?.toISOString().replace("Z", "+00:00") ?? null;

/** MessageKind by its name; DiscordChatExporter writes the others as Discord's number. */
const named: Readonly<Record<number, string>> = {
  0: "Default",
  1: "RecipientAdd",
  2: "RecipientRemove",
  3: "Call",
  4: "ChannelNameChange",
  5: "ChannelIconChange",
  6: "ChannelPinnedMessage",
  7: "GuildMemberJoin",
  18: "ThreadCreated",
  19: "Reply",
};
/** What it writes in place of the text of a system message. */
const retold: Readonly<Record<number, string>> = {
  1: "Added a recipient.",
  2: "Removed a recipient.",
  3: "Started a call.",
  4: "Changed the channel name.",
  5: "Changed the channel icon.",
  6: "Pinned a message.",
  7: "Joined the server.",
  18: "Started a thread.",
};
/** Discord's numbers by our names of them. */
const numbers = new Map(Array.from({ length: 100 }, (_each, type) => [messageKind(type), type]));

function toDceMessage(message: ExportedMessage, context: ExportContext): Fields {
  const { channel, task } = context;
  const extra = message.extra ?? {};
  const type = numbers.get(message.kind) ?? 0;
  const call = toFields(extra.call);
  const author = message.authorId === null ? null : context.person(message.authorId);
  const reference = toReference(message, context);
  const forwarded = toFields(toFields(toList(extra.message_snapshots)[0])?.message);
  const interaction = toFields(extra.interaction);
  return {
    id: message.id,
    type: named[type] ?? String(type),
    timestamp: offsetTime(message.createdAt),
    timestampEdited: offsetTime(message.editedAt),
    callEndedTimestamp: toText(call?.ended_timestamp),
    isPinned: extra.pinned === true,
    content: retold[type] ?? message.content,
    author: {
      ...toUser(author, message.authorId, toFields(extra.webhook_author)),
      roles: [],
      avatarUrl: avatarUrl(author),
    },
    attachments: message.attachments.map((attachment) => ({
      id: attachment.id,
      url: attachmentTarget(attachment, task.files) ?? "",
      fileName: attachment.fileName,
      fileSizeBytes: attachment.sizeBytes,
    })),
    embeds: toList(extra.embeds).flatMap((embed) => toDceEmbed(embed) ?? []),
    stickers: toDceStickers(extra.sticker_items),
    reactions: message.reactions.map((reaction) => ({
      emoji: {
        id: reaction.emojiId ?? "",
        name: reaction.emojiId ? reaction.emoji.slice(0, reaction.emoji.lastIndexOf(":")) : reaction.emoji,
        code: reaction.emojiId ? reaction.emoji.slice(0, reaction.emoji.lastIndexOf(":")) : reaction.emoji,
        isAnimated: reaction.isAnimated,
        imageUrl: reaction.emojiId
          ? `https://cdn.discordapp.com/emojis/${reaction.emojiId}.${reaction.isAnimated ? "gif" : "png"}`
          : "",
      },
      count: reaction.count,
      users: reactors(extra.reaction_users, reaction.emoji).map((id) => withAvatar(context.person(id), id)),
    })),
    mentions: toList(extra.mentions).flatMap((id) =>
      typeof id === "string" ? withAvatar(context.person(id), id) : [],
    ),
    ...(reference ? { reference: { ...reference, guildId: reference.guildId ?? channel.guildId } } : {}),
    ...(forwarded ? { forwardedMessage: toForwarded(forwarded) } : {}),
    ...(interaction ? { interaction: toInteraction(interaction, context) } : {}),
    inlineEmojis: [],
  };
}

function toReference(message: ExportedMessage, { channel }: ExportContext) {
  if (message.replyToId !== null)
    return { type: "Default", messageId: message.replyToId, channelId: channel.id, guildId: channel.guildId };
  const reference = toFields(message.extra?.message_reference);
  return (
    reference && {
      type: reference.type === 1 ? "Forward" : "Default",
      messageId: toText(reference.message_id),
      channelId: toText(reference.channel_id),
      guildId: toText(reference.guild_id),
    }
  );
}

/** Webhooks speak under another name with every message. Nobody is called as DiscordChatExporter calls who is unknown. */
function toUser(person: ExportedPerson | null, id: string | null, webhook: Fields | null) {
  const stored = person?.name ?? id ?? "Unknown";
  const [, name, discriminator] = /^(.*)#(\d{4})$/s.exec(stored) ?? [];
  const postedAs = toText(webhook?.name);
  return {
    id: id ?? "0",
    name: postedAs ?? name ?? stored,
    discriminator: discriminator ?? "0000",
    nickname: postedAs ?? person?.displayName ?? name ?? nameOf(person, id),
    color: null,
    isBot: person?.isBot ?? false,
  };
}

const withAvatar = (person: ExportedPerson | null, id: string) => ({
  ...toUser(person, id, null),
  roles: [],
  avatarUrl: avatarUrl(person),
});

/** As Discord sends it, or as an export that was imported had it. */
function toInteraction(interaction: Fields, context: ExportContext): Fields {
  const user = toFields(interaction.user);
  const id = toId(user?.id);
  const seen = id === null ? null : context.person(id);
  const told: ExportedPerson = {
    id: id ?? "0",
    name: toText(user?.username) ?? toText(user?.name) ?? id ?? "Unknown",
    displayName: toText(user?.global_name) ?? toText(user?.nickname),
    avatar: toText(user?.avatar),
    isBot: user?.bot === true || user?.isBot === true,
  };
  return {
    id: toId(interaction.id) ?? "0",
    name: toText(interaction.name) ?? "",
    user: withAvatar(seen ?? told, told.id),
  };
}

function avatarUrl(person: ExportedPerson | null): string {
  if (!person?.avatar) return "https://cdn.discordapp.com/embed/avatars/0.png";
  return `https://cdn.discordapp.com/avatars/${person.id}/${person.avatar}.png?size=512`;
}

function reactors(users: unknown, emoji: string): string[] {
  return toList(toFields(users)?.[emoji]).flatMap((id) => (typeof id === "string" ? id : []));
}

function toForwarded(snapshot: Fields) {
  return {
    timestamp: toText(snapshot.timestamp),
    timestampEdited: toText(snapshot.edited_timestamp),
    content: toText(snapshot.content) ?? "",
    attachments: toList(snapshot.attachments).flatMap((raw) => {
      const file = toFields(raw);
      return file
        ? {
            id: file.id,
            url: toText(file.url) ?? "",
            fileName: toText(file.filename) ?? "",
            fileSizeBytes: file.size ?? 0,
          }
        : [];
    }),
    embeds: toList(snapshot.embeds).flatMap((embed) => toDceEmbed(embed) ?? []),
    stickers: toDceStickers(snapshot.sticker_items),
  };
}
