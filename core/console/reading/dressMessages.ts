/** Messages with everything about them that stands elsewhere, in a fixed number of queries. */
import type { MessagePageView, MessageView, PersonName } from "../../api/reading.ts";
import { loadBookmarks } from "../../database/archive/bookmarks.ts";
import {
  loadAttachments,
  loadExcerpts,
  loadReactions,
  type StoredExcerpt,
  type StoredMessage,
} from "../../database/archive/messagePages.ts";
import {
  loadChannelNames,
  loadPersonNames,
  loadRoleNames,
  loadThreads,
} from "../../database/guilds/names.ts";
import { componentFile } from "../../model/componentMedia.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { loadBeyond } from "./beyond.ts";
import type { ComponentExtra } from "./components.ts";
import { emojiIn, idsIn } from "./idsIn.ts";
import { type EmbedExtra, type MessageExtras, readExtras, type StickerExtra } from "./messageExtra.ts";
import { loadPageFiles, type PageFiles } from "./messageFiles.ts";

type Dressed = Pick<MessagePageView, "messages" | "people" | "channels" | "roles" | "topics" | "emoji">;

/** Where messages stand, and what the addresses of stored files begin with. */
interface DressPlace {
  guildId: string;
  channelId: string;
  fileBase: string;
}

/** `gapBefore` says what is missing before each of them; null where that does not matter. */
export async function dressMessages(
  db: Queryable,
  { guildId, channelId, fileBase }: DressPlace,
  stored: readonly StoredMessage[],
  gapBefore: (index: number) => MessageView["gapBefore"],
): Promise<Dressed> {
  const extras = stored.map(({ extra }) => readExtras(extra));
  const ids = stored.map(({ id }) => id);
  const replies = stored.flatMap(({ replyToId }) => replyToId ?? []);
  const attachments = groupBy(await loadAttachments(db, channelId, ids));
  const reactions = groupBy(await loadReactions(db, channelId, ids));
  const excerpts = byId(await loadExcerpts(db, channelId, replies));
  const bookmarks = new Map((await loadBookmarks(db, channelId, ids)).map((each) => [each.messageId, each]));
  const threadIds = extras.flatMap(({ threadId }) => threadId ?? []);
  const threads = byId(await loadThreads(db, guildId, threadIds));
  const beyond = await loadBeyond(db, channelId, stored, extras);
  const emojiIds = new Set([
    ...stored.flatMap(({ content }) => emojiIn(content)),
    ...[...reactions.values()].flat().flatMap(({ emojiId }) => emojiId ?? []),
  ]);
  const stickerIds = extras.flatMap(({ stickers, forwards }) =>
    [stickers, ...forwards.map((forward) => forward.stickers)].flat().flatMap(({ id }) => id ?? []),
  );
  const soundIds = extras.flatMap(({ sounds }) => sounds.map(({ id }) => id));
  const files = await loadPageFiles(db, fileBase, channelId, ids, [
    ...stickerIds.map((item) => ({ kind: "sticker" as const, item })),
    ...soundIds.map((item) => ({ kind: "sound" as const, item })),
    ...[...emojiIds].map((item) => ({ kind: "emoji" as const, item })),
  ]);
  const messages = stored.map((message, i): MessageView => {
    const extra = extras[i] as MessageExtras;
    const { mentions: _mentions, threadId, waveforms, quote, hasComments: _has, ...shown } = extra;
    const bookmark = bookmarks.get(message.id);
    return {
      id: message.id,
      authorId: message.authorId,
      kind: message.kind,
      content: message.content,
      createdAt: message.createdAt.toISOString(),
      editedAt: message.editedAt?.toISOString() ?? null,
      deletedAt: message.deletedAt?.toISOString() ?? null,
      versionCount: message.versionCount,
      replyTo:
        message.replyToId === null
          ? null
          : toReply(message.replyToId, excerpts.get(message.replyToId), quote),
      attachments: (attachments.get(message.id) ?? []).map(({ messageId: _id, ...file }) => ({
        ...file,
        waveform: waveforms.get(file.id) ?? null,
        file: files.ofMessage("attachment", message.id, file.id),
      })),
      reactions: (reactions.get(message.id) ?? []).map(({ emoji, emojiId, count }) => ({
        item: emoji,
        emoji: emojiId === null ? emoji : emoji.slice(0, emoji.lastIndexOf(":")),
        emojiId,
        count,
      })),
      albumId: message.albumId,
      topicId: message.topicId,
      thread: threadId === null ? null : toThread(threadId, threads.get(threadId)),
      gapBefore: gapBefore(i),
      bookmark: bookmark ? { note: bookmark.note, createdAt: bookmark.createdAt.toISOString() } : null,
      ...shown,
      ...withFiles(message.id, shown, files),
      ...beyond.of(message.id, extra),
    };
  });
  const emoji = [...emojiIds].flatMap((id) => {
    const file = files.shared("emoji", id);
    return file ? [[id, file] as const] : [];
  });
  return {
    messages,
    emoji: Object.fromEntries(emoji),
    topics: beyond.topics,
    ...(await namesIn(db, { guildId, fileBase }, messages, extras, [...excerpts.values()])),
  };
}

type ShownFiles<Message extends MessageExtras | MessageView> = Pick<
  Message,
  "embeds" | "stickers" | "sounds" | "forwards" | "components"
>;

/** What a message shows out of `extra`, with our copies of its files. */
function withFiles(
  messageId: string,
  { embeds, stickers, sounds, forwards, components }: ShownFiles<MessageExtras>,
  files: PageFiles,
): ShownFiles<MessageView> {
  const withPictures = (shown: readonly EmbedExtra[], prefix = "") =>
    shown.map((embed, place) => ({
      ...embed,
      pictures: (["image", "thumbnail", "video"] as const).flatMap((part) => {
        const file = files.ofMessage("embed", messageId, `${prefix}${place}.${part}`);
        return file ? [{ part, file }] : [];
      }),
    }));
  const withSticker = (sticker: StickerExtra) => ({
    ...sticker,
    file: sticker.id === null ? null : files.shared("sticker", sticker.id),
  });
  const fileOfPart = (
    { path, attachmentId }: Pick<ComponentExtra, "path" | "attachmentId">,
    prefix: string,
  ) => {
    if (attachmentId !== null) return files.ofMessage("attachment", messageId, attachmentId);
    return path === null ? null : files.ofMessage("embed", messageId, componentFile(path, prefix));
  };
  const withMedia = ({ path, ...part }: ComponentExtra, prefix = "") => ({
    ...part,
    file: fileOfPart({ path, attachmentId: part.attachmentId }, prefix),
  });
  return {
    embeds: withPictures(embeds),
    stickers: stickers.map(withSticker),
    sounds: sounds.map((sound) => ({ ...sound, file: files.shared("sound", sound.id) })),
    components: components.map((part) => withMedia(part)),
    forwards: forwards.map((forward, place) => ({
      ...forward,
      embeds: withPictures(forward.embeds, `forward.${place}.`),
      stickers: forward.stickers.map(withSticker),
      components: forward.components.map((part) => withMedia(part, `forward.${place}.`)),
      attachments: forward.attachments.map((file) => ({
        ...file,
        file: files.ofMessage("attachment", messageId, file.id),
      })),
    })),
  };
}

async function namesIn(
  db: Queryable,
  { guildId, fileBase }: Pick<DressPlace, "guildId" | "fileBase">,
  messages: readonly MessageView[],
  extras: readonly MessageExtras[],
  excerpts: readonly StoredExcerpt[],
): Promise<Omit<Dressed, "messages" | "emoji" | "topics">> {
  const mentioned = idsIn([...excerpts.map(({ excerpt }) => excerpt), ...messages.flatMap(textsOf)]);
  const people = [
    ...messages.flatMap(({ authorId }) => authorId ?? []),
    ...excerpts.flatMap(({ authorId }) => authorId ?? []),
    ...extras.flatMap(({ mentions, aboutIds, forwardedFrom }) => [
      ...mentions,
      ...aboutIds,
      ...(forwardedFrom?.authorId ? [forwardedFrom.authorId] : []),
    ]),
    ...mentioned.people,
  ];
  const found = await loadPersonNames(db, guildId, [...new Set(people)]);
  const faces = await loadPageFiles(
    db,
    fileBase,
    "0",
    [],
    found.map(({ id }) => ({ kind: "avatar", item: id })),
  );
  return {
    people: Object.fromEntries(
      found.map(({ id, userName, displayName, nick, isBot }): [string, PersonName] => [
        id,
        { name: nick ?? displayName ?? userName, userName, isBot, avatar: faces.shared("avatar", id) },
      ]),
    ),
    channels: toNames(await loadChannelNames(db, guildId, mentioned.channels)),
    roles: toNames(await loadRoleNames(db, guildId, mentioned.roles)),
  };
}

const toNames = (rows: readonly { id: string; name: string }[]) =>
  Object.fromEntries(rows.map(({ id, name }) => [id, name]));

/** All texts of a message that may hold mentions. */
const textsOf = ({ content, embeds, forwards, components }: MessageView): string[] => [
  content,
  ...[...embeds, ...forwards.flatMap((forward) => forward.embeds)].flatMap((embed) => [
    embed.description ?? "",
    ...embed.fields.flatMap(({ name, value }) => [name, value]),
  ]),
  ...forwards.map((forward) => forward.content),
  ...components.map(({ text }) => text),
];

/** `quote`: the words that the answer quotes; null where it answers the whole. */
function toReply(
  messageId: string,
  found: StoredExcerpt | undefined,
  quote: string | null,
): MessageView["replyTo"] {
  if (!found) return { messageId, authorId: null, excerpt: quote ?? "", isArchived: false, isDeleted: false };
  const { authorId, excerpt, isDeleted } = found;
  return { messageId, authorId, excerpt: quote ?? excerpt, isArchived: true, isDeleted };
}

const toThread = (id: string, found: { name: string; messageCount: number } | undefined) => ({
  id,
  name: found?.name ?? null,
  messageCount: found?.messageCount ?? 0,
});

const byId = <Row extends { id: string }>(rows: readonly Row[]) => new Map(rows.map((row) => [row.id, row]));

function groupBy<Row extends { messageId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.messageId);
    if (group) group.push(row);
    else groups.set(row.messageId, [row]);
  }
  return groups;
}
