/** Stores parts of an export: people, place, messages and the report in bounded transactions, files beside them. */
import { insertImportedAuthors } from "../../core/database/archive/authors.ts";
import { findUnarchived } from "../../core/database/archive/knownMessages.ts";
import type { ArchiveMessage } from "../../core/database/archive/messages.ts";
import { compareWithArchive } from "../../core/database/imports/compare.ts";
import { storeHistory } from "../../core/database/imports/history.ts";
import {
  type ImportPosition,
  type ImportTask,
  importTasks,
  type PartCounts,
} from "../../core/database/imports/importTasks.ts";
import { addProblems, addToChannel } from "../../core/database/imports/report.ts";
import { inTransaction, type Queryable } from "../../core/postgres/pool.ts";
import { findRefused } from "../../core/postgres/refused.ts";
import { underClaim } from "../../core/queue/underClaim.ts";
import { storeWithoutRefused } from "../archive/refusedMessages.ts";
import { type Proof, storeMessages } from "../archive/storeMessages.ts";
import { admitAuthors } from "../forgetting/guard.ts";
import { type ExportPart, firstRealItem } from "./export.ts";
import { storePartFiles } from "./files.ts";
import { type Following, follow } from "./follow.ts";
import type { ImportDeps } from "./importRun.ts";
import { type Place, PlaceBook } from "./places.ts";
import type { ExportFolder } from "./read/exportFile.ts";

/** Statements that travel with the end of the transaction: where the import stands. */
type Report<T> = (tx: Queryable, result: T) => Promise<unknown>;

export class PartStore {
  readonly #deps: ImportDeps;
  readonly #task: ImportTask;
  readonly #folder: ExportFolder;
  readonly #places: PlaceBook;
  /** Authors written already, so that the same thousand people are not sent with every part. */
  readonly #written = new Set<string>();

  constructor(deps: ImportDeps, task: ImportTask, folder: ExportFolder) {
    this.#deps = deps;
    this.#task = task;
    this.#folder = folder;
    this.#places = new PlaceBook(deps.pool, task.options.dryRun);
  }

  follow(part: ExportPart, file: string, before: ImportPosition["followed"]): Following {
    return follow(part, file, before, this.#task.options.isComplete);
  }

  /** Stores the messages of a part, or only counts them in a dry run; `report` is written with them. */
  async storeMessages(
    part: ExportPart,
    file: string,
    interval: Proof["interval"],
    report: Report<PartCounts>,
  ): Promise<void> {
    const place = await this.#places.find(part.place);
    const messages = await this.#withoutUnknownFiles(place.channelId, withoutRepeats(part.messages));
    if (this.#task.options.dryRun) {
      const { known, otherStates } = await compareWithArchive(this.#deps.pool, place.channelId, messages);
      const counts = { saved: messages.length - known, merged: otherStates, known: known - otherStates };
      return this.#claimed(async (tx) => this.#note(tx, part, place, file, counts), report);
    }
    await this.#storeAuthors(part);
    const proof: Proof = { interval, isReread: false, exported: { exportedAt: part.exportedAt } };
    await storeWithoutRefused(this.#deps.pool, { place, messages, proof }, (some, itsProof) =>
      this.#claimed(async (tx) => {
        const stored = await storeMessages(tx, place, some, itsProof);
        await storeHistory(tx, place.channelId, part.histories);
        const refused = (itsProof.setAside ?? []).map(({ id, message }) => ({
          reason: "refused_by_database" as const,
          place: `message ${id ?? "without id"}`,
          message,
        }));
        return this.#note(tx, { ...part, troubles: [...part.troubles, ...refused] }, place, file, {
          saved: stored.saved,
          merged: stored.updated,
          known: stored.duplicate,
        });
      }, report),
    );
  }

  /**
   * Without the attachments that an export tells no ids of, where the message is archived already: those that are there may be
   * the very same, and would stand there twice.
   */
  async #withoutUnknownFiles(
    channelId: string,
    messages: readonly ArchiveMessage[],
  ): Promise<readonly ArchiveMessage[]> {
    const isUnknown = ({ id }: { id: string }) => BigInt(id) < firstRealItem;
    const carrying = channelId.startsWith("-")
      ? []
      : messages.filter((each) => each.attachments.some(isUnknown));
    if (carrying.length === 0) return messages;
    const ids = carrying.map(({ id }) => id);
    const absent = await findUnarchived(this.#deps.pool, channelId, ids);
    const known = new Set(ids.filter((id) => !absent.has(id)));
    if (known.size === 0) return messages;
    return messages.map((message) =>
      known.has(message.id)
        ? { ...message, attachments: message.attachments.filter((each) => !isUnknown(each)) }
        : message,
    );
  }

  /** Stores the files of a part whose messages are archived. */
  async storeFiles(
    part: ExportPart,
    file: string,
    signal: AbortSignal,
    report: Report<number>,
  ): Promise<void> {
    const place = await this.#places.find(part.place);
    const wanted = part.files.map(({ messageId }) => messageId);
    // Messages of people who are not to be archived are not there, and their files are not taken either.
    const absent = await findUnarchived(this.#deps.pool, place.channelId, [...new Set(wanted)]);
    const files = part.files.filter(({ messageId }) => !absent.has(messageId));
    const { stored, troubles } = await storePartFiles(
      this.#deps,
      this.#folder,
      place.channelId,
      files,
      signal,
    );
    await this.#claimed(async (tx) => {
      await addProblems(
        tx,
        this.#task.id,
        troubles.map((trouble) => ({ ...trouble, file })),
      );
      await addToChannel(tx, this.#task.id, { ...place, ...noMessages, filesStored: stored });
      return stored;
    }, report);
  }

  async #claimed<T>(work: (tx: Queryable) => Promise<T>, report: Report<T>): Promise<void> {
    await underClaim(this.#deps.pool, importTasks, this.#task, work, report);
  }

  /** Writes what became of a part into the report. */
  async #note(
    tx: Queryable,
    part: ExportPart,
    place: Place,
    file: string,
    counts: { saved: number; merged: number; known: number },
  ): Promise<PartCounts> {
    const skipped = part.troubles.filter(({ reason }) => !reason.startsWith("file_")).length;
    const all = { ...counts, read: counts.saved + counts.merged + counts.known, skipped };
    const ids = part.messages.map(({ id }) => BigInt(id));
    await Promise.all([
      addToChannel(tx, this.#task.id, {
        ...place,
        ...all,
        filesStored: 0,
        firstMessageId: ids.length === 0 ? null : String(ids.reduce((a, b) => (a < b ? a : b))),
        lastMessageId: ids.length === 0 ? null : String(ids.reduce((a, b) => (a > b ? a : b))),
      }),
      addProblems(
        tx,
        this.#task.id,
        part.troubles.map((trouble) => ({ ...trouble, file })),
      ),
    ]);
    return all;
  }

  async #storeAuthors({ authors, place: { platform } }: ExportPart): Promise<void> {
    const unseen = authors.filter((author) => !this.#written.has(`${author.id} ${author.name}`));
    if (unseen.length === 0) return;
    // An author the database refuses is left out: messages name their author by id, whether it is known or not.
    await findRefused(unseen, (some) =>
      inTransaction(this.#deps.pool, async (tx) =>
        insertImportedAuthors(tx, platform, await admitAuthors(tx, platform, some)),
      ),
    );
    for (const { id, name } of unseen) this.#written.add(`${id} ${name}`);
  }
}

const noMessages = {
  read: 0,
  saved: 0,
  merged: 0,
  known: 0,
  skipped: 0,
  firstMessageId: null,
  lastMessageId: null,
};

/** An export that names a message twice means the same one; the last word counts. */
function withoutRepeats(messages: readonly ArchiveMessage[]): readonly ArchiveMessage[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  return byId.size === messages.length ? messages : [...byId.values()];
}
