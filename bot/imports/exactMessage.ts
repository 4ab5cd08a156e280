/**
 * Reads what our own exports add to the schemas of other tools (bot/exports/exact.ts): then a message comes back as it was,
 * with its versions and its deletion. What does not make sense is passed over, and the message stays as the schema tells it. Pure.
 */
import { posix } from "node:path";
import { z } from "zod";
import type { ArchiveAuthor } from "../../core/database/archive/authors.ts";
import type { ArchiveMessage } from "../../core/database/archive/messages.ts";
import type { MessageHistory } from "../../core/database/imports/history.ts";
import { toStorable } from "../../core/storable.ts";
import type { ImportedFile } from "./export.ts";

const id = z.string().regex(/^-?\d{1,19}$/);
const optionalId = id.nullish().transform((value) => value ?? null);
const time = z.iso.datetime({ offset: true }).transform((value) => new Date(value));
const optionalTime = time.nullish().transform((value) => value ?? null);
const count = z.number().int().min(0).max(2_147_483_647);
const optionalCount = count.nullish().transform((value) => value ?? null);
const text = z.string().transform((value) => toStorable(value) as string);
const optionalText = text.nullish().transform((value) => value ?? null);
const flag = z.boolean().default(false);
const bag = z.record(z.string(), z.unknown());

const Attachment = z.object({
  id,
  fileName: text,
  contentType: optionalText,
  sizeBytes: z.number().int().min(0).default(0),
  width: optionalCount,
  height: optionalCount,
  durationSeconds: z
    .number()
    .nullish()
    .transform((value) => value ?? null),
  description: optionalText,
  isSpoiler: flag,
  url: text.default(""),
  /** Beside the export. */
  path: z.string().optional(),
});

const Person = z.object({
  id,
  name: text,
  displayName: optionalText,
  avatar: optionalText,
  isBot: flag,
});

const Exact = z.object({
  id,
  authorId: optionalId,
  kind: z.string().regex(/^\w{1,100}$/),
  content: text.default(""),
  createdAt: time,
  editedAt: optionalTime,
  /** With microseconds, as it is stored. */
  deletedAt: z.iso.datetime().nullish(),
  replyToId: optionalId,
  topicId: optionalId,
  albumId: optionalId,
  extra: bag.nullish().transform((value) => value ?? null),
  attachments: z.array(Attachment).default([]),
  reactions: z
    .array(
      z.object({
        emoji: text,
        emojiId: optionalId,
        isAnimated: flag,
        count: count.default(0),
        burstCount: count.default(0),
      }),
    )
    .default([]),
  counts: z
    .object({ views: optionalCount, forwards: optionalCount, replies: optionalCount })
    .nullish()
    .transform((value) => value ?? null),
  versions: z
    .array(
      z.object({
        replacedAt: z.iso.datetime(),
        editedAt: z.iso.datetime().nullish(),
        content: text.default(""),
        extra: z.unknown().optional(),
      }),
    )
    .default([]),
  people: z.array(Person).default([]),
});

export interface ExactMessage {
  message: ArchiveMessage;
  authors: ArchiveAuthor[];
  files: ImportedFile[];
  /** Null when there is nothing beside the message as it stands. */
  history: MessageHistory | null;
}

/**
 * The message as our export knew it; null when `raw` holds none of `messageId`. `format` marks what only exports tell of;
 * `folder` is that of the file.
 */
export function readExactMessage(
  raw: unknown,
  { messageId, format, folder }: { messageId: string | null; format: string; folder: string },
): ExactMessage | null {
  const { data } = Exact.safeParse(raw);
  if (!data || (messageId !== null && data.id !== messageId)) return null;
  const { attachments, people, versions, deletedAt, extra, ...fields } = data;
  const files = attachments.flatMap((attachment): ImportedFile[] =>
    attachment.path === undefined
      ? []
      : [
          {
            messageId: data.id,
            item: attachment.id,
            source: { path: posix.join(folder, attachment.path.replaceAll("\\", "/")) },
          },
        ],
  );
  return {
    message: {
      ...fields,
      extra: toStorable({ ...extra, imported: format }) as Record<string, unknown>,
      attachments: attachments.map(({ path: _path, ...attachment }) => attachment),
    },
    authors: people.map((person) => ({ ...person, isWebhook: false })),
    files,
    history:
      versions.length === 0 && !deletedAt
        ? null
        : {
            messageId: data.id,
            deletedAt: deletedAt ?? null,
            versions: versions.map(({ editedAt, extra: ofVersion, ...version }) => ({
              ...version,
              editedAt: editedAt ?? null,
              extra: ofVersion === undefined ? null : toStorable(ofVersion),
            })),
          },
  };
}
