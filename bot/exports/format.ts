/** What a format of exports is: how it begins a file, takes messages one by one, and ends. Knows no database. */
import type { ExportTask, StoredExportFile } from "../../core/database/exports/exportTasks.ts";
import type { PlannedChannel } from "../../core/database/exports/plan.ts";
import type {
  ExportedAttachment,
  ExportedMessage,
  ExportedPerson,
} from "../../core/database/exports/readMessages.ts";

/** Takes what a file is made of. Nothing is on the disk before `flush`. */
export interface Sink {
  text(text: string): void;
  /** Taken over: whoever hands them in does not change them any more. */
  bytes(bytes: Uint8Array): void;
  /** Handed in so far, in bytes; of text a good estimate from below. */
  readonly size: number;
}

/** Everything a format may want to know while it writes. */
export interface ExportContext {
  task: Pick<ExportTask, "format" | "files" | "isExact" | "timezone" | "afterAt" | "beforeAt" | "name">;
  channel: PlannedChannel;
  /** Which file of the channel, from 1. */
  part: number;
  /** Its name, and those of the file before it; null for the first. */
  path: string;
  pathBefore: string | null;
  /** What the file behind it would be called. */
  pathAfter: string;
  exportedAt: Date;
  /** Null for people that nobody has seen. */
  person: (id: string) => ExportedPerson | null;
  channelName: (id: string) => string | null;
  roleName: (id: string) => string | null;
  /** The author and the beginning of a message of the same channel, as far as it was met; null otherwise. */
  excerpt: (messageId: string) => { author: string; text: string } | null;
}

/** A file that is being written. */
export interface PartWriter {
  write(message: ExportedMessage): void;
  /** `isLast`: the channel ends with it. */
  end(isLast: boolean): void;
}

export interface FormatWriter {
  extension: string;
  /** It shows the beginnings of messages that are answered. */
  showsReplies?: boolean;
  /** More messages than this would make a file of no use; null: as many as there are. */
  mostMessages: number | null;
  begin(sink: Sink, context: ExportContext): PartWriter;
  /** Files that stand beside those of the channels, once all are written. */
  finish?(sinkOf: (path: string) => Sink, whole: FinishedExport): void;
}

export interface FinishedExport {
  task: ExportContext["task"];
  exportedAt: Date;
  channels: readonly PlannedChannel[];
  files: readonly StoredExportFile[];
}

/** Where a stored file lies within the export. */
export const mediaPath = (file: { sha256: string; extension: string }): string =>
  `media/${file.sha256}.${file.extension}`;

/** Where an attachment is to be found, by what was chosen; null: nowhere. */
export function attachmentTarget(attachment: ExportedAttachment, files: ExportTask["files"]): string | null {
  if (files === "included" && attachment.file) return mediaPath(attachment.file);
  return files === "left_out" || attachment.url === "" ? null : attachment.url;
}

/** What people call somebody: the display name, else the name, else the id. */
export function nameOf(person: ExportedPerson | null, id: string | null): string {
  return person ? (person.displayName ?? person.name) : (id ?? "?");
}

/** Everybody a message names, its author first. */
export function peopleOf(
  message: Pick<ExportedMessage, "authorId" | "content" | "extra" | "versions">,
): string[] {
  const ids = new Set<string>(message.authorId === null ? [] : [message.authorId]);
  const { extra } = message;
  if (Array.isArray(extra?.mentions)) for (const id of extra.mentions) addId(ids, id);
  const forward = extra?.forward as { from_id?: unknown } | undefined;
  addId(ids, forward?.from_id);
  addId(ids, extra?.via_bot_id);
  const interaction = extra?.interaction as { user?: { id?: unknown } | null } | undefined;
  addId(ids, interaction?.user?.id);
  const reactors = extra?.reaction_users;
  if (typeof reactors === "object" && reactors !== null)
    for (const users of Object.values(reactors))
      if (Array.isArray(users)) for (const id of users) addId(ids, id);
  for (const text of [message.content, ...message.versions.map(({ content }) => content)])
    if (text.includes("<@")) for (const [, id] of text.matchAll(/<@!?(\d{15,19})>/g)) addId(ids, id);
  return [...ids];
}

function addId(ids: Set<string>, id: unknown): void {
  if (typeof id === "string" && /^-?\d{1,19}$/.test(id)) ids.add(id);
}
