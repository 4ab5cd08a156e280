/**
 * What the schemas of other tools have no place for, under one key that they pass over: an import puts it back
 * (bot/imports/exactMessage.ts). JSONL consists of it. Pure.
 */
import type { ExportedMessage, ExportedPerson } from "../../core/database/exports/readMessages.ts";
import { type ExportContext, mediaPath, peopleOf } from "./format.ts";

/** Grows when a reader of an earlier version would misread what is written. */
export const exactVersion = 1;

/** Tells each person once per file, where they are first named. */
export class PeopleTold {
  readonly #told = new Set<string>();

  of(message: ExportedMessage, context: ExportContext): ExportedPerson[] {
    return peopleOf(message).flatMap((id) => {
      if (this.#told.has(id)) return [];
      this.#told.add(id);
      return context.person(id) ?? [];
    });
  }
}

/**
 * The channel as the archive knows it. Field by field: a plan that comes back from the database has its keys in another order, and
 * a file that was begun anew is the same to the byte.
 */
export function exactChannel({ channel, exportedAt, task }: ExportContext): Record<string, unknown> {
  return {
    backscroll: exactVersion,
    platform: channel.platform,
    guildId: channel.guildId,
    guildName: channel.guildName,
    guildKind: channel.guildKind,
    guildIcon: channel.guildIcon,
    username: channel.username,
    id: channel.id,
    name: channel.name,
    kind: channel.kind,
    topic: channel.topic,
    position: channel.position,
    nsfw: channel.nsfw,
    parentId: channel.parentId,
    parentName: channel.parentName,
    parentPosition: channel.parentPosition,
    exportedAt: exportedAt.toISOString(),
    afterAt: task.afterAt?.toISOString() ?? null,
    beforeAt: task.beforeAt?.toISOString() ?? null,
  };
}

/** The message as the archive knows it; what is empty is left out. */
export function exactMessage(
  message: ExportedMessage,
  context: ExportContext,
  people: readonly ExportedPerson[],
): Record<string, unknown> {
  const { files } = context.task;
  return compact({
    id: message.id,
    authorId: message.authorId,
    kind: message.kind,
    content: message.content,
    createdAt: message.createdAt.toISOString(),
    editedAt: message.editedAt?.toISOString(),
    deletedAt: message.deletedAt,
    replyToId: message.replyToId,
    topicId: message.topicId,
    albumId: message.albumId,
    extra: message.extra,
    attachments: message.attachments.map(({ file, url, ...attachment }) =>
      compact({
        ...attachment,
        url: files === "left_out" ? null : url,
        path: files === "included" && file ? mediaPath(file) : null,
      }),
    ),
    reactions: message.reactions.map((reaction) => compact({ ...reaction })),
    counts: message.counts,
    versions: message.versions.map((version) => compact({ ...version })),
    people: people.map((person) => compact({ ...person })),
  });
}

/** Empty text stands for itself: only what is absent, false or an empty list goes. */
function compact(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) =>
        value !== null &&
        value !== undefined &&
        value !== false &&
        !(Array.isArray(value) && value.length === 0),
    ),
  );
}
