/** Reads the messages of an export in stretches, each of one moment, without whom and what is forgotten. */
import { loadExcerpts } from "../../core/database/archive/messagePages.ts";
import type { ExportTask } from "../../core/database/exports/exportTasks.ts";
import type { PlannedChannel } from "../../core/database/exports/plan.ts";
import {
  type ExportedMessage,
  type ExportedPerson,
  loadExportNames,
  loadExportPeople,
  loadStretch,
} from "../../core/database/exports/readMessages.ts";
import { platformOfId } from "../../core/forgetting/digest.ts";
import { inTransaction, type Pool, type Queryable } from "../../core/postgres/pool.ts";
import { guardOf, isPlaceForgotten } from "../forgetting/guard.ts";
import { nameOf, peopleOf } from "./format.ts";

/** Messages read at once. More hold more memory, fewer cost round trips. */
const stretchSize = 1_000;
/** People remembered between stretches. */
const mostPeople = 20_000;

export interface Stretch {
  messages: readonly ExportedMessage[];
  /** The last one looked at; what is forgotten is looked at and not among the messages. */
  lastId: string;
}

export class ArchiveReader {
  readonly #pool: Pool;
  readonly #task: ExportTask;
  #people = new Map<string, ExportedPerson | null>();
  #names: { guildId: string; channels: Map<string, string>; roles: Map<string, string> } | null = null;

  readonly #withReplies: boolean;
  #excerpts = new Map<string, { authorId: string | null; text: string }>();

  /** `withReplies`: the beginnings of messages that are answered are looked up as well. */
  constructor(pool: Pool, task: ExportTask, { withReplies }: { withReplies: boolean }) {
    this.#pool = pool;
    this.#task = task;
    this.#withReplies = withReplies;
  }

  /** The messages of a channel behind one of them, in stretches; the people they name are known meanwhile. */
  async *read(channel: PlannedChannel, afterId: string | null): AsyncGenerator<Stretch> {
    await this.#loadNames(channel.guildId);
    this.#excerpts = new Map();
    for (let after = afterId; ; ) {
      const stretch = await this.#load(channel, after);
      if (stretch === null) return;
      yield stretch;
      after = stretch.lastId;
      if (stretch.isLast) return;
    }
  }

  person = (id: string): ExportedPerson | null => this.#people.get(id) ?? null;
  channelName = (id: string): string | null => this.#names?.channels.get(id) ?? null;
  roleName = (id: string): string | null => this.#names?.roles.get(id) ?? null;

  excerpt = (messageId: string): { author: string; text: string } | null => {
    const found = this.#excerpts.get(messageId);
    if (!found) return null;
    const { authorId, text } = found;
    return { author: nameOf(authorId === null ? null : this.person(authorId), authorId), text };
  };

  async #load(
    channel: PlannedChannel,
    afterId: string | null,
  ): Promise<(Stretch & { isLast: boolean }) | null> {
    const { personId, afterAt, beforeAt, query } = this.#task;
    const isSearch = query !== null; // then its hits are all there is to choose by
    return inTransaction(this.#pool, async (tx) => {
      const [, guard, loaded] = await Promise.all([
        tx.query("set transaction isolation level repeatable read"),
        guardOf(tx),
        loadStretch(tx, {
          channelId: channel.id,
          guildId: channel.guildId,
          afterId,
          toId: channel.toId,
          personId: isSearch ? null : personId,
          afterAt: isSearch ? null : afterAt,
          beforeAt: isSearch ? null : beforeAt,
          hitsOf: isSearch ? this.#task.id : null,
          limit: stretchSize,
        }),
      ]);
      const lastId = loaded.at(-1)?.id;
      if (lastId === undefined) return null;
      const platform = platformOfId(channel.guildId);
      const isPlaceGone =
        !guard.isEmpty && isPlaceForgotten(guard, { guildId: channel.guildId, channelId: channel.id });
      const isForgotten = ({ id, authorId }: ExportedMessage) =>
        isPlaceGone ||
        guard.isForgotten({ kind: "message", channelId: channel.id, id }) ||
        (authorId !== null && guard.isForgotten({ kind: "person", platform, id: authorId }));
      const messages = guard.isEmpty ? loaded : loaded.filter((message) => !isForgotten(message));
      const answered = this.#withReplies ? await this.#loadAnswered(tx, channel.id, messages) : [];
      await this.#learn(tx, messages, answered);
      return { messages, lastId, isLast: loaded.length < stretchSize || lastId === channel.toId };
    });
  }

  /** Looks up whom the messages name and nobody named before. */
  async #learn(
    tx: Queryable,
    messages: readonly ExportedMessage[],
    others: readonly string[],
  ): Promise<void> {
    const named = new Set([...messages.flatMap(peopleOf), ...others]);
    if (this.#people.size + named.size > mostPeople) this.#people = new Map();
    const unknown = [...named].filter((id) => !this.#people.has(id));
    for (const id of unknown) this.#people.set(id, null);
    for (const person of await loadExportPeople(tx, unknown)) this.#people.set(person.id, person);
  }

  /** Beginnings of the messages that these answer; returns who wrote those. */
  async #loadAnswered(
    tx: Queryable,
    channelId: string,
    messages: readonly ExportedMessage[],
  ): Promise<string[]> {
    const ids = [...new Set(messages.flatMap(({ replyToId }) => replyToId ?? []))];
    const found = await loadExcerpts(tx, channelId, ids);
    this.#excerpts = new Map(found.map(({ id, authorId, excerpt }) => [id, { authorId, text: excerpt }]));
    return found.flatMap(({ authorId }) => authorId ?? []);
  }

  async #loadNames(guildId: string): Promise<void> {
    if (this.#names?.guildId === guildId) return;
    this.#names = { guildId, ...(await loadExportNames(this.#pool, guildId)) };
  }
}
