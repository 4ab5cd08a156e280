/** One import from its first file to its last: which part comes next, what is stored with it, where it stands. */
import { prepareMessages } from "../../core/database/archive/messages.ts";
import type { ImportPosition, ImportTask } from "../../core/database/imports/importTasks.ts";
import { importTasks, reportPart, reportSize } from "../../core/database/imports/importTasks.ts";
import { findChatNamed } from "../../core/database/imports/places.ts";
import { addProblems, type Problem } from "../../core/database/imports/report.ts";
import type { MediaStore } from "../../core/media/mediaStore.ts";
import type { ImportFormat } from "../../core/model/importProblem.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { underClaim } from "../../core/queue/underClaim.ts";
import { detectFormat, isWorthNaming, mayBeExport } from "./detect.ts";
import type { ExportPart, ExportReader, KnownChats } from "./export.ts";
import { PartStore } from "./partStore.ts";
import { createBreath } from "./read/breath.ts";
import { ExportError } from "./read/exportError.ts";
import type { ExportFile, ExportFolder } from "./read/exportFile.ts";
import { readAhead } from "./readAhead.ts";

export interface ImportDeps {
  pool: Pool;
  /** Where files beside exports are kept. */
  store: MediaStore;
}

const nothingCounted = { read: 0, saved: 0, merged: 0, known: 0, skipped: 0 };

export class ImportRun {
  readonly #deps: ImportDeps;
  readonly #task: ImportTask;
  readonly #folder: ExportFolder;
  readonly #signal: AbortSignal;
  readonly #parts: PartStore;
  readonly #chats: KnownChats;
  #position: ImportPosition;
  /** Of the files that are done. */
  #bytesDone = 0;

  constructor(deps: ImportDeps, task: ImportTask, folder: ExportFolder, signal: AbortSignal) {
    this.#deps = deps;
    this.#task = task;
    this.#folder = folder;
    this.#signal = signal;
    this.#position = task.position;
    this.#parts = new PartStore(deps, task, folder);
    this.#chats = { named: (name) => findChatNamed(deps.pool, name) };
  }

  /**
   * Goes on where the task stands; what became of it is in its rows alone, since earlier attempts have their share in it.
   * Throws LeaseLostError, the signal's reason, or what the database says.
   */
  async run(): Promise<void> {
    const files = this.#folder.files.filter((file) => mayBeExport(file, this.#folder));
    const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
    await underClaim(this.#deps.pool, importTasks, this.#task, (tx) => reportSize(tx, this.#task, sizeBytes));
    for (const [index, file] of files.entries()) {
      if (index >= this.#position.files) await this.#import(file, index);
      this.#bytesDone += file.sizeBytes;
    }
  }

  async #import(file: ExportFile, index: number): Promise<void> {
    let format: ImportFormat | null = null;
    const problems: Problem[] = [];
    try {
      const reader = await detectFormat(file, this.#folder);
      if (reader) {
        format = reader.format;
        await this.#readParts(reader, file);
      } else if (this.#folder.files.length === 1)
        throw new ExportError("not_an_export", "byte 0, line 1", "It is no export of a kind that is known.");
      else if (isWorthNaming(file))
        problems.push({
          file: file.path,
          reason: "not_an_export",
          place: "the whole file",
          message: /\.zip$/i.test(file.path)
            ? "A zip file within a folder is not looked into: import it by itself."
            : "It is no export of a kind that is known.",
        });
    } catch (error) {
      if (!(error instanceof ExportError)) throw error;
      if (error.reason === "not_an_export") format = null; // it only looked like one
      problems.push({ file: file.path, reason: error.reason, place: error.place, message: error.message });
    }
    await this.#finish(file, index, format, problems);
  }

  async #readParts(reader: ExportReader, file: ExportFile): Promise<void> {
    let number = 0;
    const resumeAt = this.#position.parts;
    for await (const part of readAhead(
      this.#prepareParts(reader.read(file, this.#folder, this.#chats), resumeAt),
    )) {
      this.#signal.throwIfAborted();
      number++;
      if (number < resumeAt || (number === resumeAt && !this.#position.filesPending)) continue;
      if (number > resumeAt) await this.#storeMessages(reader, file, part, number);
      if (part.files.length > 0) await this.#storeFiles(reader, file, part, number);
    }
  }

  /** The parts, those that will be stored made ready for it: while the database stores the part before. */
  async *#prepareParts(parts: AsyncGenerator<ExportPart>, resumeAt: number): AsyncGenerator<ExportPart> {
    const breath = createBreath();
    let number = 0;
    for await (const part of parts) {
      if (++number > resumeAt && !this.#task.options.dryRun) await prepareMessages(part.messages, breath);
      yield part;
    }
  }

  async #storeMessages(
    reader: ExportReader,
    file: ExportFile,
    part: ExportPart,
    number: number,
  ): Promise<void> {
    const followed = this.#parts.follow(part, file.path, this.#position.followed);
    const filesPending = part.files.length > 0 && !this.#task.options.dryRun;
    const position = { ...this.#position, parts: number, filesPending, followed: followed.after };
    await this.#parts.storeMessages(part, file.path, followed.proves, (tx, messages) =>
      reportPart(tx, this.#task, {
        position,
        bytesRead: this.#bytesDone + part.offset,
        format: reader.format,
        messages,
        filesStored: 0,
      }),
    );
    this.#position = position;
  }

  async #storeFiles(reader: ExportReader, file: ExportFile, part: ExportPart, number: number): Promise<void> {
    const position = { ...this.#position, parts: number, filesPending: false };
    await this.#parts.storeFiles(part, file.path, this.#signal, (tx, filesStored) =>
      reportPart(tx, this.#task, {
        position,
        bytesRead: this.#bytesDone + part.offset,
        format: reader.format,
        messages: nothingCounted,
        filesStored,
      }),
    );
    this.#position = position;
  }

  /** The file is done, be it to its end or to a flaw. */
  async #finish(
    file: ExportFile,
    index: number,
    format: ImportFormat | null,
    problems: readonly Problem[],
  ): Promise<void> {
    const position = { files: index + 1, parts: 0, filesPending: false, followed: this.#position.followed };
    await underClaim(this.#deps.pool, importTasks, this.#task, async (tx) => {
      await addProblems(tx, this.#task.id, problems);
      await reportPart(tx, this.#task, {
        position,
        bytesRead: this.#bytesDone + file.sizeBytes,
        format,
        messages: nothingCounted,
        filesStored: 0,
      });
    });
    this.#position = position;
  }
}
