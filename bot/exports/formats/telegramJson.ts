/** Telegram Desktop's result.json (export_output_json.cpp): a chat per file. What it has no field for stands under `backscroll`. */
import type { PlannedChannel } from "../../../core/database/exports/plan.ts";
import type { ExportedMessage } from "../../../core/database/exports/readMessages.ts";
import { type Fields, toFields, toList, toText } from "../../platforms/discord/fields.ts";
import { exactChannel, exactMessage, PeopleTold } from "../exact.ts";
import { attachmentTarget, type ExportContext, type FormatWriter, nameOf } from "../format.ts";
import { toPieces } from "./telegramText.ts";

export const telegramJson: FormatWriter = {
  extension: "json",
  mostMessages: null,
  begin(sink, context) {
    const people = new PeopleTold();
    let count = 0;
    const { channel, task } = context;
    const head = {
      name: channel.name,
      type: chatType(channel),
      id: bareNumber(channel.id),
      ...(task.isExact ? { backscroll: exactChannel(context) } : {}),
    };
    sink.text(`${JSON.stringify(head, null, 1).slice(0, -2)},\n "messages": [`);
    return {
      write(message) {
        const converted = toTelegramMessage(message, context);
        if (task.isExact) converted.backscroll = exactMessage(message, context, people.of(message, context));
        sink.text(`${count++ === 0 ? "" : ","}\n${JSON.stringify(converted)}`);
      },
      end() {
        sink.text("\n ]\n}\n");
      },
    };
  },
};

function chatType({ guildKind, username }: PlannedChannel): string {
  const isPublic = username !== null;
  if (guildKind === "supergroup") return isPublic ? "public_supergroup" : "private_supergroup";
  if (guildKind === "channel") return isPublic ? "public_channel" : "private_channel";
  if (guildKind === "group") return "private_group";
  if (guildKind === "bot") return "bot_chat";
  return guildKind === "saved" ? "saved_messages" : "personal_chat";
}

const channelMark = -1_000_000_000_000n;

/** As Telegram Desktop tells users, groups and channels apart. */
function peerId(id: string): string {
  const number = BigInt(id);
  if (number > 0n) return `user${number}`;
  return number < channelMark ? `channel${channelMark - number}` : `chat${-number}`;
}

const bareNumber = (id: string): number => Number(peerId(id).replace(/\D/g, ""));

/** Telegram's own names where Telegram Desktop has others. */
const actions: Readonly<Record<string, string>> = {
  pin: "pin_message",
  member_join: "invite_members",
  member_leave: "remove_members",
  thread_created: "topic_created",
};

function toTelegramMessage(message: ExportedMessage, context: ExportContext): Fields {
  const extra = message.extra ?? {};
  const isService = message.kind !== "default" && message.kind !== "reply";
  const author = message.authorId === null ? null : context.person(message.authorId);
  const from = nameOf(author, message.authorId);
  const text = toPieces(message.content, toList(extra.entities));
  const { authorId } = message;
  const sender = authorId === null ? {} : { from, from_id: peerId(authorId) };
  const actor = authorId === null ? {} : { actor: from, actor_id: peerId(authorId) };
  const forward = toFields(extra.forward);
  const forwardedId = toText(forward?.from_id);
  const poll = toFields(extra.poll);
  const postAuthor = toText(extra.post_author);
  return {
    id: Number(message.id),
    type: isService ? "service" : "message",
    date: plainTime(message.createdAt),
    date_unixtime: seconds(message.createdAt),
    ...(message.editedAt
      ? { edited: plainTime(message.editedAt), edited_unixtime: seconds(message.editedAt) }
      : {}),
    ...(isService ? { ...actor, action: actions[message.kind] ?? message.kind } : sender),
    ...(postAuthor === null ? {} : { author: postAuthor }),
    ...(forward
      ? {
          forwarded_from:
            toText(forward.from_name) ??
            (forwardedId ? nameOf(context.person(forwardedId), forwardedId) : null),
          ...(forwardedId === null || !/^-?\d{1,16}$/.test(forwardedId)
            ? {}
            : { forwarded_from_id: peerId(forwardedId) }),
        }
      : {}),
    ...(message.replyToId === null ? {} : { reply_to_message_id: Number(message.replyToId) }),
    ...viaBot(extra.via_bot_id, context),
    ...fileOf(message, context),
    ...(isService ? {} : placeOrContact(extra)),
    ...(poll ? { poll: toPoll(poll) } : {}),
    text:
      text.length === 0
        ? ""
        : text.every(({ type }) => type === "plain")
          ? message.content
          : text.map(inText),
    text_entities: text,
    ...(message.reactions.length > 0 ? { reactions: message.reactions.map(toReaction) } : {}),
  };
}

/** Pieces that are set like everything else stand in `text` as they are. */
const inText = (piece: Fields) => (piece.type === "plain" ? piece.text : piece);

const seconds = (at: Date): string => String(Math.floor(at.getTime() / 1_000));
/** Without a zone: that of the machine, which is UTC here. */
const plainTime = (at: Date): string => at.toISOString().slice(0, 19);

const mediaTypes: Readonly<Record<string, string>> = {
  sticker: "sticker",
  video_note: "video_message",
  voice: "voice_message",
  animation: "animation",
  video: "video_file",
  audio: "audio_file",
};
const notIncluded = "(File not included. Change data exporting settings to download.)";

/** Telegram carries one file per message. */
function fileOf(message: ExportedMessage, { task }: ExportContext): Fields {
  const [attachment] = message.attachments;
  if (!attachment) return {};
  const details = toFields(toFields(message.extra?.attachment_details)?.[attachment.id]);
  const kind = toText(details?.kind) ?? "document";
  const path = (task.files === "included" && attachmentTarget(attachment, task.files)) || notIncluded;
  const size = { width: attachment.width ?? undefined, height: attachment.height ?? undefined };
  if (kind === "photo") return { photo: path, photo_file_size: attachment.sizeBytes, ...size };
  return {
    file: path,
    file_name: attachment.fileName,
    file_size: attachment.sizeBytes,
    ...(mediaTypes[kind] ? { media_type: mediaTypes[kind] } : {}),
    ...(kind === "sticker" && attachment.description ? { sticker_emoji: attachment.description } : {}),
    mime_type: attachment.contentType ?? undefined,
    duration_seconds:
      attachment.durationSeconds === null ? undefined : Math.round(attachment.durationSeconds),
    ...size,
    ...(attachment.isSpoiler ? { media_spoiler: true } : {}),
  };
}

function toPoll(poll: Fields): Fields {
  const results = toFields(poll.results);
  const counts = new Map(
    toList(results?.answer_counts).map((each) => [toFields(each)?.id, toFields(each)?.count] as const),
  );
  return {
    question: toText(toFields(poll.question)?.text) ?? "",
    closed: results?.is_finalized === true,
    total_voters: results?.total_voters ?? 0,
    answers: toList(poll.answers).map((each, index) => ({
      text: toText(toFields(toFields(each)?.poll_media)?.text) ?? "",
      voters: counts.get(index + 1) ?? 0,
      chosen: false,
    })),
  };
}

/** By the name that leads to it, as everywhere in Telegram. */
function viaBot(id: unknown, { person }: ExportContext): Fields {
  const name = toText(id) && person(String(id))?.name;
  return name ? { via_bot: name } : {};
}

/** Fields of Telegram Desktop's that an imported message brought along. */
const asImported = [
  "contact_information",
  "location_information",
  "place_name",
  "address",
  "todo_list",
] as const;

/** Contacts and places: what messages carry beside files and polls. */
function placeOrContact(extra: Fields): Fields {
  const media = toFields(extra.media);
  const geo = toFields(media?.geo);
  const text = (name: string): string => toText(media?.[name]) ?? "";
  return {
    ...Object.fromEntries(asImported.flatMap((name) => (extra[name] ? [[name, extra[name]]] : []))),
    ...(typeof geo?.lat === "number" && typeof geo.long === "number"
      ? { location_information: { latitude: geo.lat, longitude: geo.long } }
      : {}),
    ...(media?._ === "messageMediaVenue" ? { place_name: text("title"), address: text("address") } : {}),
    ...(media?._ === "messageMediaContact"
      ? {
          contact_information: {
            first_name: text("first_name"),
            last_name: text("last_name"),
            phone_number: text("phone_number"),
          },
        }
      : {}),
  };
}

function toReaction({ emoji, emojiId, count }: ExportedMessage["reactions"][number]): Fields {
  if (emoji === "⭐") return { type: "paid", count }; // as the archive has paid stars
  if (emojiId !== null) return { type: "custom_emoji", count, document_id: emojiId };
  return { type: "emoji", count, emoji };
}
