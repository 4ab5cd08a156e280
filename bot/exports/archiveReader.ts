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

/** A stretch and what becomes known with it. */
interface Loaded extends Stretch {
  isLast: boolean;
  people: ReadonlyMap<string, ExportedPerson | null>;
  excerpts: Map<string, { authorId: string | null; text: string }>;
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

  /**
   * The messages of a channel behind one of them, in stretches; the people they name are known meanwhile. The next stretch is read
   * while the one before it is written.
   */
  async *read(channel: PlannedChannel, afterId: string | null): AsyncGenerator<Stretch> {
    await this.#loadNames(channel.guildId);
    let coming: Promise<Loaded | null> | null = this.#load(channel, afterId);
    try {
      while (coming) {
        const stretch: Loaded | null = await coming;
        coming = null;
        if (stretch === null) return;
        this.#learn(stretch);
        if (!stretch.isLast) {
          coming = this.#load(channel, stretch.lastId);
          coming.catch(() => undefined); // told when its turn comes
        }
        yield stretch;
      }
    } finally {
      await coming?.catch(() => undefined); // whoever leaves early leaves no query behind
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

  async #load(channel: PlannedChannel, afterId: string | null): Promise<Loaded | null> {
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
      const excerpts = this.#withReplies ? await loadAnswered(tx, channel.id, messages) : new Map();
      const people = await this.#loadPeople(tx, messages, excerpts);
      return {
        messages,
        lastId,
        isLast: loaded.length < stretchSize || lastId === channel.toId,
        people,
        excerpts,
      };
    });
  }

  /** Those whom the messages name and nobody named before. */
  async #loadPeople(
    tx: Queryable,
    messages: readonly ExportedMessage[],
    excerpts: Loaded["excerpts"],
  ): Promise<Loaded["people"]> {
    const answered = [...excerpts.values()].flatMap(({ authorId }) => authorId ?? []);
    const named = new Set([...messages.flatMap(peopleOf), ...answered]);
    const isFull = this.#people.size + named.size > mostPeople; // then all are forgotten, see #learn
    const unknown = [...named].filter((id) => isFull || !this.#people.has(id));
    const people = new Map<string, ExportedPerson | null>(unknown.map((id) => [id, null]));
    for (const person of await loadExportPeople(tx, unknown)) people.set(person.id, person);
    return people;
  }

  /** What is known while a stretch is written: not before, since the one before it is still being written. */
  #learn({ people, excerpts }: Loaded): void {
    if (this.#people.size + people.size > mostPeople) this.#people = new Map();
    for (const [id, person] of people) this.#people.set(id, person);
    this.#excerpts = excerpts;
  }

  async #loadNames(guildId: string): Promise<void> {
    if (this.#names?.guildId === guildId) return;
    this.#names = { guildId, ...(await loadExportNames(this.#pool, guildId)) };
  }
}

/** Beginnings of the messages that these answer. */
async function loadAnswered(
  tx: Queryable,
  channelId: string,
  messages: readonly ExportedMessage[],
): Promise<Loaded["excerpts"]> {
  const ids = [...new Set(messages.flatMap(({ replyToId }) => replyToId ?? []))];
  const found = await loadExcerpts(tx, channelId, ids);
  return new Map(found.map(({ id, authorId, excerpt }) => [id, { authorId, text: excerpt }]));
}
