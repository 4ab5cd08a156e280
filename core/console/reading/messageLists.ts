/** Messages of a channel that are listed for what they have in common, and those that were marked. */
import type {
  BookmarkListView,
  BookmarkView,
  MessageListQuery,
  MessageListView,
  TopicListView,
} from "../../api/reading.ts";
import { listBookmarks, saveBookmark } from "../../database/archive/bookmarks.ts";
import { loadByAuthor, loadPinned } from "../../database/archive/messageLists.ts";
import type { StoredMessage } from "../../database/archive/messagePages.ts";
import { listTopics } from "../../database/archive/topics.ts";
import { parseCursor, toCursor } from "../../database/cursor.ts";
import type { GuildRecord } from "../../database/guilds/guildList.ts";
import { AppError } from "../../errors.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { dressMessages } from "./dressMessages.ts";
import { getReadChannel, toReadChannel } from "./readChannel.ts";

/** Above every id there is. */
const highest = "9223372036854775807";

/** Pinned messages, newest first. Throws AppError unknown_channel. */
export async function readPinned(
  db: Queryable,
  guild: GuildRecord,
  channelId: string,
  { before = highest, limit }: MessageListQuery,
  fileBase: string,
): Promise<MessageListView> {
  const found = await loadPinned(db, channelId, before, limit);
  const goesOn = found.length === limit ? (found.at(-1)?.id ?? null) : null;
  return toList(db, guild, { channelId, fileBase }, found, goesOn);
}

/** One person's messages, newest first. Throws AppError unknown_channel. */
export async function readByAuthor(
  db: Queryable,
  guild: GuildRecord,
  place: { channelId: string; authorId: string },
  { before = highest, limit }: MessageListQuery,
  fileBase: string,
): Promise<MessageListView> {
  const { messages, goesOnBefore } = await loadByAuthor(db, { ...place, before, limit });
  return toList(db, guild, { channelId: place.channelId, fileBase }, messages, goesOnBefore);
}

/** The topics of a chat; none on Discord. Throws AppError unknown_channel. */
export async function readTopics(
  db: Queryable,
  guild: GuildRecord,
  channelId: string,
): Promise<TopicListView> {
  await getReadChannel(db, guild, channelId);
  const topics = await listTopics(db, channelId);
  return { topics: topics.map(({ lastAt, ...topic }) => ({ ...topic, lastAt: lastAt.toISOString() })) };
}

async function toList(
  db: Queryable,
  guild: GuildRecord,
  { channelId, fileBase }: { channelId: string; fileBase: string },
  found: readonly StoredMessage[],
  nextBefore: string | null,
): Promise<MessageListView> {
  const channel = await getReadChannel(db, guild, channelId);
  return {
    channel: await toReadChannel(db, guild, channel),
    nextBefore,
    ...(await dressMessages(db, { guildId: guild.id, channelId, fileBase }, found, () => null)),
  };
}

/** What was marked, newest mark first. */
export async function describeBookmarks(
  db: Queryable,
  place: { cursor: string | undefined; limit: number; includeDemo: boolean },
): Promise<BookmarkListView> {
  const before = place.cursor === undefined ? null : parseCursor(place.cursor);
  const found = await listBookmarks(db, { ...place, before });
  const last = found.length === place.limit ? found.at(-1) : undefined;
  return {
    bookmarks: found.map(
      ({ id: _id, ...bookmark }): BookmarkView => ({
        ...bookmark,
        sentAt: bookmark.sentAt.toISOString(),
        createdAt: bookmark.createdAt.toISOString(),
      }),
    ),
    nextCursor: last ? toCursor(last.id) : null,
  };
}

/** Marks a message, or changes the note on it. Throws AppError not_found. */
export async function markMessage(
  db: Queryable,
  guildId: string,
  bookmark: { channelId: string; messageId: string; note: string },
): Promise<{ note: string; createdAt: string }> {
  const saved = await saveBookmark(db, guildId, bookmark);
  if (!saved) throw new AppError("not_found", "There is no such message.", { field: "messageId" });
  return { note: saved.note, createdAt: saved.createdAt.toISOString() };
}
