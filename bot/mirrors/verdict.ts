/** Whether a message is mirrored, by what it is and what the settings say. Pure. */
import type { MirrorSettings } from "../../core/database/mirrors/settings.ts";
import type { SourceMessage } from "../../core/database/mirrors/units.ts";
import type { MirrorKind, SkipReason } from "../../core/model/mirror.ts";

const kindsOfFiles: Record<string, MirrorKind> = {
  photo: "photo",
  video: "video",
  video_note: "video",
  animation: "animation",
  voice: "voice",
  audio: "audio",
  sticker: "sticker",
  document: "document",
};

/** What a message is to people; of several files the first counts. */
export function kindOf({ attachments, extra }: Pick<SourceMessage, "attachments" | "extra">): MirrorKind {
  const [file] = attachments;
  if (file) {
    const details = extra?.attachment_details as Record<string, { kind?: string }> | undefined;
    const known = kindsOfFiles[details?.[file.id]?.kind ?? ""];
    if (known) return known;
    const [family = ""] = (file.contentType ?? "").split("/");
    if (family === "image") return "photo";
    return family === "video" || family === "audio" ? family : "document";
  }
  if (extra && "poll" in extra) return "poll";
  if (extra && Array.isArray(extra.sticker_items) && extra.sticker_items.length > 0) return "sticker";
  return extra && "media" in extra ? "other" : "text";
}

/** Bytes of the settings' unit. */
const bytesPerMb = 1_000_000;

/** What the settings say of a message by itself; null: it is mirrored. */
export function verdictOn(
  message: SourceMessage,
  settings: MirrorSettings,
  limits: { file: number },
): SkipReason | null {
  if (message.isDeleted) return "message_deleted";
  const kind = kindOf(message);
  if (kind === "video" && !settings.mirrorVideos) return "filtered";
  const most = Math.min(settings.maxFileSizeMb * bytesPerMb, limits.file);
  if (message.attachments.some(({ sizeBytes }) => sizeBytes > most)) return "file_too_large";
  return null;
}

/** Whether the filter wants a message left out. Of an album one is enough for all. */
export function isFiltered(message: SourceMessage, settings: MirrorSettings): boolean {
  if (settings.messageFilter !== "custom") return false;
  const text = message.content.toLowerCase();
  return (
    settings.filterKeywords.some((word) => text.includes(word.toLowerCase())) ||
    settings.filterKinds.includes(kindOf(message)) ||
    (message.authorId !== null && settings.filterSenders.includes(message.authorId))
  );
}
