/**
 * One export from its plan to its last whole file. A file is written under another name and renamed when it is whole; then the
 * row is told, under the claim. So a kill costs the file in hand, and a resume goes on behind the last whole one.
 */
import { join } from "node:path";
import {
  type ExportPosition,
  type ExportTask,
  exportTasks,
  recordFile,
  reportWritten,
  type WrittenFile,
} from "../../core/database/exports/exportTasks.ts";
import type { PlannedChannel } from "../../core/database/exports/plan.ts";
import type { ExportedMessage } from "../../core/database/exports/readMessages.ts";
import { exportParts } from "../../core/exports/exportFolder.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { underClaim } from "../../core/queue/underClaim.ts";
import { ArchiveReader } from "./archiveReader.ts";
import { baseNames, partName } from "./fileNames.ts";
import { FileSink } from "./fileSink.ts";
import { type ExportContext, type FormatWriter, type PartWriter, peopleOf } from "./format.ts";
import { needRoom, type RoomDeps } from "./room.ts";

export interface RunDeps extends RoomDeps {
  pool: Pool;
}

/** Task with a plan. */
export type PlannedTask = ExportTask & { plan: readonly PlannedChannel[]; frozenAt: Date };

/** A file in hand, and what its row will say. */
interface OpenPart {
  sink: FileSink;
  writer: PartWriter;
  path: string;
  messages: number;
  firstAt: Date | null;
  lastAt: Date | null;
  lastId: string;
  media: Map<string, WrittenFile["media"][number]>;
  filesMissing: number;
  people: Set<string>;
}

export class ExportRun {
  readonly #deps: RunDeps;
  readonly #task: PlannedTask;
  readonly #format: FormatWriter;
  readonly #signal: AbortSignal;
  readonly #reader: ArchiveReader;
  readonly #names: readonly string[];
  readonly #mostMessages: number;
  #position: ExportPosition;

  constructor(deps: RunDeps, task: PlannedTask, format: FormatWriter, signal: AbortSignal) {
    this.#deps = deps;
    this.#task = task;
    this.#format = format;
    this.#signal = signal;
    this.#reader = new ArchiveReader(deps.pool, task, { withReplies: format.showsReplies === true });
    this.#position = task.position;
    this.#names = baseNames(task.plan, { ...task, pattern: task.fileNames, exportedAt: task.frozenAt });
    this.#mostMessages = Math.min(
      task.partitionMessages ?? Number.POSITIVE_INFINITY,
      format.mostMessages ?? Number.POSITIVE_INFINITY,
    );
  }

  /** Writes what is not written yet. Throws LeaseLostError, the signal's reason, or what disk and database say. */
  async run(): Promise<void> {
    for (;;) {
      const channel = this.#task.plan[this.#position.channel];
      if (!channel) return;
      await this.#writeChannel(channel);
    }
  }

  async #writeChannel(channel: PlannedChannel): Promise<void> {
    let open: OpenPart | null = null;
    try {
      for await (const { messages } of this.#reader.read(channel, this.#position.afterId)) {
        for (const message of messages) {
          if (open && this.#isFull(open)) {
            await this.#finish(channel, open, false);
            open = null;
          }
          open ??= await this.#begin(channel);
          this.#take(open, message);
          if (open.sink.isFull) await open.sink.flush();
        }
        this.#signal.throwIfAborted();
        await this.#report(open?.messages ?? 0);
      }
      // A channel in which nothing may be told any more leaves no file.
      if (open) await this.#finish(channel, open, true);
      else
        this.#position = { ...this.#position, channel: this.#position.channel + 1, part: 0, afterId: null };
    } catch (error) {
      await open?.sink.discard();
      throw error;
    }
  }

  #isFull({ messages, sink }: OpenPart): boolean {
    return (
      messages >= this.#mostMessages || sink.size >= (this.#task.partitionBytes ?? Number.POSITIVE_INFINITY)
    );
  }

  async #begin(channel: PlannedChannel): Promise<OpenPart> {
    const number = this.#position.part + 1;
    const base = this.#names[this.#position.channel] ?? channel.id;
    const nameOf = (part: number) => partName(base, part, this.#format.extension);
    await needRoom(this.#deps);
    const path = nameOf(number);
    const sink = await FileSink.create(join(exportParts(this.#deps.dataDir, this.#task.id), path));
    const context: ExportContext = {
      task: this.#task,
      channel,
      part: number,
      path,
      pathBefore: number > 1 ? nameOf(number - 1) : null,
      pathAfter: nameOf(number + 1),
      exportedAt: this.#task.frozenAt,
      person: this.#reader.person,
      channelName: this.#reader.channelName,
      roleName: this.#reader.roleName,
      excerpt: this.#reader.excerpt,
    };
    return {
      sink,
      writer: this.#format.begin(sink, context),
      path,
      messages: 0,
      firstAt: null,
      lastAt: null,
      lastId: "",
      media: new Map(),
      filesMissing: 0,
      people: new Set(),
    };
  }

  #take(open: OpenPart, message: ExportedMessage): void {
    open.writer.write(message);
    open.messages++;
    open.firstAt ??= message.createdAt;
    open.lastAt = message.createdAt;
    open.lastId = message.id;
    for (const id of peopleOf(message)) open.people.add(id);
    if (this.#task.files !== "included") return;
    for (const { file } of message.attachments) {
      if (file) open.media.set(file.sha256, file);
      else open.filesMissing++;
    }
  }

  async #finish(channel: PlannedChannel, open: OpenPart, isLast: boolean): Promise<void> {
    open.writer.end(isLast);
    const sizeBytes = await open.sink.finish();
    const { channel: index, part, messages, files } = this.#position;
    const position: ExportPosition = {
      ...(isLast
        ? { channel: index + 1, part: 0, afterId: null }
        : { channel: index, part: part + 1, afterId: open.lastId }),
      messages: messages + open.messages,
      files: files + 1,
    };
    const file: WrittenFile = {
      ...open,
      channelId: channel.id,
      part: part + 1,
      sizeBytes,
      media: [...open.media.values()],
      people: [...open.people],
    };
    await underClaim(this.#deps.pool, exportTasks, this.#task, (tx) =>
      recordFile(tx, this.#task, position, file, this.#progress(position.messages)),
    );
    this.#position = position;
  }

  async #report(inHand: number): Promise<void> {
    const messages = this.#position.messages + inHand;
    await reportWritten(this.#deps.pool, this.#task, { messages, progress: this.#progress(messages) });
  }

  /** The rest is packing. */
  #progress(messages: number): number {
    return (0.97 * messages) / Math.max(this.#task.messagesTotal, messages, 1);
  }
}
