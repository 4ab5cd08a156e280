/**
 * The JSON of Discord History Tracker before its database: {meta: {users, userindex, servers, channels}, data: {channel:
 * {message: {u, t, te, m, r, a, e, re}}}}. Servers have no ids there; the archive may know the channel.
 */
import type { ArchiveMessage, ArchiveReaction } from "../../../../core/database/archive/messages.ts";
import { snowflakeTimeMs } from "../../../../core/model/snowflake.ts";
import { toStorable, toStorableText } from "../../../../core/storable.ts";
import {
  type Fields,
  largestInt4,
  toCount,
  toFields,
  toId,
  toList,
  toText,
} from "../../../platforms/discord/fields.ts";
import { attachmentAt } from "../../discordFiles.ts";
import type { ExportPart, ExportReader, ImportPlace } from "../../export.ts";
import { PartBuilder } from "../../partBuilder.ts";
import { ExportError } from "../../read/exportError.ts";
import type { ExportFile } from "../../read/exportFile.ts";
import { JsonReader } from "../../read/jsonReader.ts";
import { uniqueReactions } from "../dce/message.ts";
import { directMessages, iconHash } from "../dce/place.ts";
import { toTimeOfMs } from "./time.ts";

export const dhtJson: ExportReader = { format: "dht_json", read };

async function* read(file: ExportFile): AsyncGenerator<ExportPart> {
  const json = new JsonReader(file.open());
  let meta: Fields | null = null;
  await json.enterObject();
  for (let key = await json.nextKey(); key !== null; key = await json.nextKey()) {
    if (key === "meta") meta = toFields(await json.value());
    else if (key === "data") yield* readChannels(json, meta);
    else await json.skip();
  }
}

async function* readChannels(json: JsonReader, meta: Fields | null): AsyncGenerator<ExportPart> {
  if (!meta)
    throw new ExportError("no_place", json.place, "Its channels should be described before its messages.");
  const users = toFields(meta.users) ?? {};
  const userIds = toList(meta.userindex).map(toId);
  await json.enterObject();
  for (let channelId = await json.nextKey(); channelId !== null; channelId = await json.nextKey()) {
    const place = toPlace(toId(channelId), meta);
    if (!place) throw new ExportError("no_place", json.place, "Here should be the id of a channel.");
    const builder = new PartBuilder({ place, exportedAt: null });
    try {
      await json.enterObject();
      for (let id = await json.nextKey(); id !== null; id = await json.nextKey()) {
        const spot = json.place;
        const fields = toFields(await json.value());
        const messageId = toId(id);
        if (!fields || messageId === null) {
          builder.leaveOut({ reason: "no_usable_id", place: spot, message: "It has no usable id." });
        } else {
          const authorId = userIds[Number(fields.u)] ?? null;
          builder.add(toMessage(messageId, fields, authorId));
          const user = authorId === null ? null : toFields(users[authorId]);
          if (user && authorId !== null && !builder.knows(authorId))
            builder.addAuthor(toAuthor(authorId, user));
        }
        if (builder.isFull) yield builder.take(json.offset);
      }
    } catch (error) {
      if (error instanceof ExportError) yield builder.take(json.offset); // what stood before the flaw stays
      throw error;
    }
    yield builder.take(json.offset);
  }
}

function toPlace(id: string | null, meta: Fields): ImportPlace | null {
  if (id === null) return null;
  const channel = toFields(toFields(meta.channels)?.[id]);
  const server = toFields(toList(meta.servers)[Number(channel?.server)]);
  const isDirect = /^(DM|GROUP)$/i.test(toText(server?.type) ?? "");
  return {
    platform: "discord",
    guild: isDirect ? directMessages : null,
    channel: {
      id,
      parentId: null,
      parentName: null,
      kind: isDirect ? "chat" : "text",
      name: toText(channel?.name) ?? id,
      topic: toText(channel?.topic),
      nsfw: channel?.nsfw === true,
    },
  };
}

const toAuthor = (id: string, user: Fields) => {
  const tag = toText(user.tag);
  const name = toText(user.name) ?? id;
  return {
    id,
    name: toStorableText(tag && !/^0+$/.test(tag) ? `${name}#${tag}` : name),
    displayName: null,
    avatar: toText(user.avatar) ?? iconHash(null),
    isBot: false,
    isWebhook: false,
  };
};

function toMessage(id: string, fields: Fields, authorId: string | null): ArchiveMessage {
  const replyToId = toId(fields.r);
  const embeds = toList(fields.e)
    .map(toFields)
    .filter((embed) => embed !== null);
  return {
    id,
    authorId,
    kind: replyToId === null ? "default" : "reply",
    content: toStorableText(toText(fields.m) ?? ""),
    createdAt: new Date(snowflakeTimeMs(id)),
    editedAt: toTimeOfMs(fields.te),
    replyToId,
    topicId: null,
    albumId: null,
    extra: toStorable({
      imported: "dht_json",
      ...(embeds.length > 0 ? { embeds: embeds.map(toEmbed) } : {}),
    }) as Fields,
    attachments: toList(fields.a).flatMap((file) => attachmentAt(toText(toFields(file)?.url) ?? "") ?? []),
    reactions: uniqueReactions(toList(fields.re).flatMap(toReaction)),
  };
}

/** "t" and "d" are title and description. */
const toEmbed = ({ t, d, ...rest }: Fields) => ({ title: t ?? null, description: d ?? null, ...rest });

function toReaction(raw: unknown): ArchiveReaction[] {
  const fields = toFields(raw);
  const id = toId(fields?.id);
  const name = toText(fields?.n);
  if (!fields || (id === null && !name)) return [];
  return [
    {
      emoji: toStorableText(id ? `${name ?? ""}:${id}` : (name ?? "")),
      emojiId: id,
      isAnimated: fields.an === true || fields.a === true,
      count: toCount(fields.c, largestInt4) ?? 0,
      burstCount: 0,
    },
  ];
}
