/** A message of a .dht file in the archive's shape. Pure, apart from the files it may find. */
import type {
  ArchiveAttachment,
  ArchiveMessage,
  ArchiveReaction,
} from "../../../../core/database/archive/messages.ts";
import { snowflakeTimeMs } from "../../../../core/model/snowflake.ts";
import { toStorable, toStorableText } from "../../../../core/storable.ts";
import { withoutSignature } from "../../../platforms/discord/convert.ts";
import { largestInt4, toCount, toId } from "../../../platforms/discord/fields.ts";
import type { ImportedFile } from "../../export.ts";
import { LooseJsonError, parseLooseJson } from "../../read/looseJson.ts";
import { uniqueReactions } from "../dce/message.ts";
import type { DhtBlobs } from "./blobs.ts";
import type { Belongings, FileRow, ReactionRow } from "./details.ts";
import { toTimeOfMs } from "./time.ts";

export interface DhtMessageRow {
  id: string;
  sender: string | null;
  text: string | null;
  /** Of the first schema; later ones have tables for them. */
  edited: string | null;
  reply: string | null;
}

export function toDhtMessage(
  row: DhtMessageRow,
  belongings: Belongings,
  blobs: DhtBlobs | null,
): { message: ArchiveMessage; files: ImportedFile[] } {
  const replyToId = toId(belongings.reply ?? row.reply);
  const embeds = belongings.embeds.flatMap(parseEmbed);
  const files = belongings.files.filter(({ id }) => toId(id) !== null);
  return {
    message: {
      id: row.id,
      authorId: toId(row.sender),
      kind: replyToId === null ? "default" : "reply",
      content: toStorableText(row.text ?? ""),
      createdAt: new Date(snowflakeTimeMs(row.id)),
      editedAt: toTimeOfMs(belongings.edited ?? row.edited),
      replyToId,
      topicId: null,
      albumId: null,
      extra: toStorable({ imported: "dht", ...(embeds.length > 0 ? { embeds } : {}) }) as Record<
        string,
        unknown
      >,
      attachments: files.map(toAttachment),
      reactions: uniqueReactions(belongings.reactions.flatMap(toReaction)),
    },
    files: files.flatMap((file): ImportedFile[] => {
      const { normalized } = file;
      if (!blobs || normalized === null || !blobs.has(normalized)) return [];
      return [{ messageId: row.id, item: file.id, source: { bytes: () => blobs.read(normalized) } }];
    }),
  };
}

function toAttachment(row: FileRow): ArchiveAttachment {
  const fileName = toStorableText(row.name ?? row.id);
  return {
    id: row.id,
    fileName,
    contentType: row.type === null ? null : toStorableText(row.type),
    sizeBytes: toCount(row.size ?? 0, Number.MAX_SAFE_INTEGER) ?? 0,
    width: row.width === null ? null : toCount(row.width, largestInt4),
    height: row.height === null ? null : toCount(row.height, largestInt4),
    durationSeconds: null,
    description: null,
    isSpoiler: fileName.startsWith("SPOILER_"),
    url: toStorableText(withoutSignature(row.url ?? row.normalized ?? "")),
  };
}

/** Discord's own JSON of an embed. */
function parseEmbed(json: string): unknown[] {
  try {
    return [parseLooseJson(json)];
  } catch (error) {
    if (error instanceof LooseJsonError || error instanceof RangeError) return [];
    throw error;
  }
}

function toReaction(row: ReactionRow): ArchiveReaction[] {
  const id = toId(row.emoji_id);
  if (id === null && !row.emoji_name) return [];
  return [
    {
      emoji: toStorableText(id ? `${row.emoji_name ?? ""}:${id}` : (row.emoji_name ?? "")),
      emojiId: id,
      isAnimated: ((row.emoji_flags ?? 0) & 1) === 1,
      count: toCount(row.count, largestInt4) ?? 0,
      burstCount: 0,
    },
  ];
}
