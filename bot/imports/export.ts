/** What readers make of any export: parts in the archive's own shape, one channel at a time. Knows no format. */
import type { ArchiveAuthor } from "../../core/database/archive/authors.ts";
import type { ArchiveMessage } from "../../core/database/archive/messages.ts";
import type { MessageHistory } from "../../core/database/imports/history.ts";
import type { ChannelKind } from "../../core/model/channel.ts";
import type { ImportFormat, ImportProblem } from "../../core/model/importProblem.ts";
import type { Platform } from "../../core/model/platform.ts";
import type { ExportFile, ExportFolder } from "./read/exportFile.ts";

/** Where the messages of a part stand, as the export tells it. */
export interface ImportPlace {
  platform: Platform;
  /** Null when the export does not say; the archive may know. */
  guild: { id: string; kind: string; name: string; icon: string | null } | null;
  channel: {
    id: string;
    parentId: string | null;
    kind: ChannelKind;
    name: string;
    topic: string | null;
    /** What the parent is called, when the export tells it. */
    parentName: string | null;
    nsfw: boolean;
  };
}

/** A file beside the export, or within it, that a message carries. */
export interface ImportedFile {
  messageId: string;
  /** The attachment's id. */
  item: string;
  source: { path: string } | { bytes: () => Uint8Array };
}

/** Something that was left out. */
export interface ImportTrouble {
  reason: ImportProblem;
  place: string;
  message: string;
}

/**
 * Messages of one channel in the order of the export, and all that belongs to them. The same file always yields the
 * same parts: a resume counts them.
 */
export interface ExportPart {
  place: ImportPlace;
  messages: readonly ArchiveMessage[];
  authors: readonly ArchiveAuthor[];
  files: readonly ImportedFile[];
  /** Of messages of the part: what they said before, and whether they were deleted. */
  histories: readonly MessageHistory[];
  troubles: readonly ImportTrouble[];
  /** Bytes of the file that are read with it; 0 where that has no meaning. */
  offset: number;
  /** When the export was made; null when it does not say. */
  exportedAt: Date | null;
  /**
   * The least id that could stand in the export's range: if the export is complete, all messages from there on are
   * in it. Null when only what stands between its own messages can be vouched for.
   */
  rangeFrom: string | null;
  /** True for formats that leave messages out by their nature: nobody can vouch for them. */
  isExcerpt: boolean;
}

/** Chats of the archive, for exports that tell a chat's name alone. */
export interface KnownChats {
  /** The only chat of Telegram of this name; null when there is none, or more than one. */
  named(name: string): Promise<{ id: string; kind: string } | null>;
}

/** A format: how it is recognised, and how it is read. */
export interface ExportReader {
  format: ImportFormat;
  read(file: ExportFile, folder: ExportFolder, chats: KnownChats): AsyncGenerator<ExportPart>;
}

/** Ids below belong to no platform: readers number attachments by them whose ids an export does not tell. */
export const firstRealItem = 1_000n;

/** Messages of a part. More hold more memory and longer locks, fewer cost round trips (docs/notes/0043). */
export const partSize = 2_000;
