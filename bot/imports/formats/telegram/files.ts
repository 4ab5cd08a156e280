/** What a message of Telegram Desktop carries. Pure. */
import { posix } from "node:path";
import type { ArchiveAttachment } from "../../../../core/database/archive/messages.ts";
import { toStorableText } from "../../../../core/storable.ts";
import { type Fields, largestInt4, toCount, toText } from "../../../platforms/discord/fields.ts";
import type { ImportedFile, ImportTrouble } from "../../export.ts";

export interface CarriedFile {
  attachment: ArchiveAttachment;
  /** What it is to people, in the words of fetched messages. */
  kind: string;
  file: ImportedFile | null;
  trouble: ImportTrouble | null;
}

const kinds: Readonly<Record<string, string>> = {
  sticker: "sticker",
  video_message: "video_note",
  voice_message: "voice",
  animation: "animation",
  video_file: "video",
  audio_file: "audio",
};

/** Where a path should stand, missing files have a sentence: "(File not included. Change data exporting settings to download.)". */
const isSentence = (path: string) => path.startsWith("(") && path.endsWith(")");

/**
 * The file of a message, null when it has none. Exports do not tell Telegram's id of a file: it is numbered 0, as the one of its
 * message.
 */
export function toCarriedFile(message: Fields, messageId: string, folder: string): CarriedFile | null {
  const photo = toText(message.photo);
  const path = photo ?? toText(message.file);
  if (path === null || path === "") return null;
  const isMissing = isSentence(path);
  const kind = photo === null ? (kinds[toText(message.media_type) ?? ""] ?? "document") : "photo";
  const title = [toText(message.performer), toText(message.title)].filter((part) => part).join(" – ");
  const name = toText(message.file_name) ?? (isMissing ? kind : posix.basename(path.replaceAll("\\", "/")));
  return {
    kind,
    attachment: {
      id: "0",
      fileName: toStorableText(name),
      contentType: toText(message.mime_type) ?? (photo === null ? null : "image/jpeg"),
      sizeBytes: toCount(message.file_size ?? message.photo_file_size, Number.MAX_SAFE_INTEGER) ?? 0,
      width: toCount(message.width, largestInt4),
      height: toCount(message.height, largestInt4),
      durationSeconds: toCount(message.duration_seconds, largestInt4),
      description: title === "" ? toText(message.sticker_emoji) : toStorableText(title),
      isSpoiler: message.media_spoiler === true,
      url: "",
    },
    file: isMissing
      ? null
      : { messageId, item: "0", source: { path: posix.join(folder, path.replaceAll("\\", "/")) } },
    trouble: isMissing ? { reason: "file_not_included", place: `message ${messageId}`, message: path } : null,
  };
}
