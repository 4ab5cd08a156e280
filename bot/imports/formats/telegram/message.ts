/** A message of Telegram Desktop's JSON in the archive's shape, with `extra` as the fetched ones have it. Pure. */

import type { ArchiveAuthor } from "../../../../core/database/archive/authors.ts";
import type { ArchiveMessage, ArchiveReaction } from "../../../../core/database/archive/messages.ts";
import type { MessageHistory } from "../../../../core/database/imports/history.ts";
import type { TextEntity } from "../../../../core/model/markup/entity.ts";
import { toStorable, toStorableText } from "../../../../core/storable.ts";
import {
  type Fields,
  largestInt4,
  toCount,
  toFields,
  toList,
  toText,
} from "../../../platforms/discord/fields.ts";
import { readExactMessage } from "../../exactMessage.ts";
import type { ImportedFile, ImportTrouble } from "../../export.ts";
import { ItemError } from "../../itemError.ts";
import { uniqueReactions } from "../dce/message.ts";
import { toCarriedFile } from "./files.ts";
import { toMessageId, toPeerId } from "./ids.ts";
import { toTextWithEntities } from "./text.ts";

export interface TelegramItem {
  message: ArchiveMessage;
  authors: ArchiveAuthor[];
  files: ImportedFile[];
  trouble: ImportTrouble | null;
  history: MessageHistory | null;
}

/** Telegram Desktop's words for events that other platforms have as well; all others keep theirs. */
const commonKinds: Readonly<Record<string, string>> = {
  pin_message: "pin",
  invite_members: "member_join",
  join_group_by_link: "member_join",
  join_group_by_request: "member_join",
  remove_members: "member_leave",
  topic_created: "thread_created",
};

/** `shift` is added to the id, for messages of the group that a supergroup was before. Throws ItemError. */
export function convertTelegramMessage(raw: unknown, folder: string, shift: bigint): TelegramItem {
  const fields = toFields(raw);
  if (!fields) throw new ItemError("not_an_object", "It is no object.");
  const bareId = toMessageId(fields.id);
  if (bareId === null)
    throw new ItemError("no_usable_id", `It has no usable id: ${String(fields.id).slice(0, 40)}.`);
  const shifted = (id: string | null) => (id === null ? null : String(BigInt(id) + shift));
  const id = String(BigInt(bareId) + shift);
  const exact =
    fields.backscroll === undefined
      ? null
      : readExactMessage(fields.backscroll, { messageId: id, format: "telegram_json", folder });
  if (exact) return { ...exact, trouble: null };
  const sent = toTime(fields.date_unixtime, fields.date);
  if (!sent)
    throw new ItemError("no_usable_time", `It has no usable time: ${String(fields.date).slice(0, 40)}.`);
  const isService = fields.type === "service";
  const author = toAuthor(
    isService ? fields.actor_id : fields.from_id,
    isService ? fields.actor : fields.from,
  );
  const { content, entities } = toTextWithEntities(fields);
  const carried = isService ? null : toCarriedFile(fields, id, folder);
  const isElsewhere = fields.reply_to_peer_id !== undefined;
  const replyToId = isElsewhere
    ? null
    : shifted(toMessageId(fields.reply_to_message_id ?? fields.message_id));
  return {
    message: {
      id,
      authorId: author?.id ?? null,
      kind: isService ? serviceKind(fields) : replyToId === null ? "default" : "reply",
      content: isService ? "" : toStorableText(content),
      createdAt: sent.time,
      editedAt: toTime(fields.edited_unixtime, fields.edited)?.time ?? null,
      replyToId: isService ? null : replyToId,
      topicId: null,
      albumId: null,
      attachments: carried ? [carried.attachment] : [],
      reactions: uniqueReactions(toList(fields.reactions).flatMap(toReaction)),
      extra: toStorable({
        imported: "telegram_json",
        // Without a zone it was taken as UTC; the later exports tell both.
        ...(sent.isLocal ? { local_time: fields.date } : {}),
        ...(isService
          ? { action: withoutMapped({ _: fields.action, ...fields }) }
          : messageExtra(fields, entities)),
        ...(carried ? { attachment_details: { [carried.attachment.id]: { kind: carried.kind } } } : {}),
      }) as Fields,
    },
    authors: author ? [author] : [],
    files: carried?.file ? [carried.file] : [],
    trouble: carried?.trouble ?? null,
    history: null,
  };
}

const serviceKind = ({ action }: Fields): string => {
  const word = toText(action) ?? "service";
  return commonKinds[word] ?? toStorableText(word.slice(0, 100));
};

/** Seconds since 1970 as text; in exports before 2021 only the local time, without its zone. */
function toTime(unix: unknown, local: unknown): { time: Date; isLocal: boolean } | null {
  const seconds = Number(unix);
  if (unix !== undefined && seconds > 0 && seconds < 2 ** 33)
    return { time: new Date(seconds * 1_000), isLocal: false };
  const time =
    typeof local === "string" ? new Date(/Z|[+-]\d\d:?\d\d$/.test(local) ? local : `${local}Z`) : null;
  return time && time.getTime() > 0 ? { time, isLocal: true } : null;
}

/** Null when nobody is named. A deleted account has an id and no name. */
function toAuthor(rawId: unknown, rawName: unknown): ArchiveAuthor | null {
  const id = toPeerId(rawId);
  if (id === null) return null;
  const name = toText(rawName);
  const shown = name === null || name === "" ? id : toStorableText(name);
  return {
    id,
    name: shown,
    displayName: shown === id ? null : shown,
    avatar: null,
    isBot: false,
    isWebhook: false,
  };
}

function toReaction(raw: unknown): ArchiveReaction[] {
  const fields = toFields(raw);
  const emojiId = /^\d+$/.test(String(fields?.document_id)) ? String(fields?.document_id) : null;
  const emoji =
    emojiId === null ? (fields?.type === "paid" ? "⭐" : toText(fields?.emoji)) : `custom:${emojiId}`;
  if (!fields || !emoji) return [];
  return [
    {
      emoji: toStorableText(emoji),
      emojiId,
      isAnimated: false,
      count: toCount(fields.count, largestInt4) ?? 0,
      burstCount: 0,
    },
  ];
}

/** Fields that stand in columns, or say the same in another way. */
const mapped = new Set([
  "id",
  "type",
  "date",
  "date_unixtime",
  "edited",
  "edited_unixtime",
  "from",
  "from_id",
  "actor",
  "actor_id",
  "action",
  "text",
  "text_entities",
  "reply_to_message_id",
  "reactions",
  "forwarded_from",
  "forwarded_from_id",
  "author",
  "poll",
  "inline_bot_buttons",
  "photo",
  "photo_file_size",
  "file",
  "file_name",
  "file_size",
  "thumbnail",
  "thumbnail_file_size",
  "mime_type",
  "media_type",
  "duration_seconds",
  "width",
  "height",
  "media_spoiler",
  "backscroll",
]);

const withoutMapped = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).filter(([key, value]) => !mapped.has(key) && value !== null && value !== ""),
  );

function messageExtra(fields: Fields, entities: readonly TextEntity[]): Fields {
  const mentions = [...new Set(entities.flatMap(({ user_id }) => user_id ?? []))];
  const poll = toFields(fields.poll);
  const reactors = toReactors(fields.reactions);
  const components = toComponents(fields.inline_bot_buttons);
  return {
    ...(entities.length > 0 ? { entities } : {}),
    ...(mentions.length > 0 ? { mentions } : {}),
    ...(typeof fields.forwarded_from === "string" || fields.forwarded_from_id !== undefined
      ? { forward: { from_id: toPeerId(fields.forwarded_from_id), from_name: fields.forwarded_from ?? null } }
      : {}),
    ...(typeof fields.author === "string" ? { post_author: fields.author } : {}),
    ...(poll ? { poll: toPoll(poll) } : {}),
    ...(components.length > 0 ? { components } : {}),
    ...(reactors ? { reaction_users: reactors } : {}),
    ...withoutMapped(fields),
  };
}

/** As the viewer reads polls. */
function toPoll(poll: Fields): Fields {
  const answers = toList(poll.answers)
    .map(toFields)
    .filter((answer) => answer !== null);
  return {
    question: { text: toText(poll.question) ?? "" },
    answers: answers.map(({ text }, index) => ({
      answer_id: index + 1,
      poll_media: { text: toText(text) ?? "" },
    })),
    allow_multiselect: false,
    results: {
      is_finalized: poll.closed === true,
      answer_counts: answers.map(({ voters }, index) => ({
        id: index + 1,
        count: toCount(voters, largestInt4) ?? 0,
      })),
      total_voters: toCount(poll.total_voters, largestInt4),
    },
  };
}

/** As the viewer reads buttons: Discord's numbers for a row and a button. */
function toComponents(rows: unknown): Fields[] {
  return toList(rows).map((row) => ({
    type: 1,
    components: toList(row).flatMap((raw) => {
      const button = toFields(raw);
      if (!button) return [];
      const url = button.type === "url" || button.type === "auth" ? toText(button.data) : null;
      return [{ type: 2, label: toText(button.text) ?? "", ...(url === null ? {} : { url }) }];
    }),
  }));
}

function toReactors(reactions: unknown): Record<string, string[]> | null {
  const named = toList(reactions).flatMap((raw) => {
    const users = toList(toFields(raw)?.recent).flatMap(
      (recent) => toPeerId(toFields(recent)?.from_id) ?? [],
    );
    const [reaction] = toReaction(raw);
    return reaction && users.length > 0 ? [[reaction.emoji, users] as const] : [];
  });
  return named.length > 0 ? Object.fromEntries(named) : null;
}
