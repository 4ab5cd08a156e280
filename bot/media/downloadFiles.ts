/** The job of a download task: fetches what is due of a guild, many files at once, until nothing is. */
import { setMaxListeners } from "node:events";
import {
  type DueFile,
  findDueFiles,
  postponeFiles,
  settleSharedFiles,
} from "../../core/database/media/files.ts";
import { type MediaReport, type MediaTask, reportMedia } from "../../core/database/media/mediaTasks.ts";
import { readMediaSettings } from "../../core/database/media/settings.ts";
import { isDiskFull } from "../../core/disk.ts";
import type { Logger } from "../../core/log.ts";
import type { FileKind } from "../../core/model/media.ts";
import { platformOfId } from "../../core/model/platform.ts";
import { AccountLostError, RetryableError, SnoozeError } from "../../core/queue/errors.ts";
import type { JobOutcome } from "../../core/queue/outcome.ts";
import type { HeldSession } from "../accounts/keeper.ts";
import { FileMissedError, type FileSource } from "../platforms/fileSource.ts";
import { type FetchDeps, type FetchOutcome, fetchFile } from "./fetchFile.ts";
import type { Places } from "./limits.ts";
import { noteEarlier } from "./noteEarlier.ts";

export interface DownloadDeps extends FetchDeps {
  /** False: tasks wait. */
  isOn: boolean;
  sessions: () => readonly HeldSession[];
  /** Shared by all tasks of the process. */
  places: Places;
  /** Most files of one task at once. */
  concurrency: number;
  /** Whether there is room for so many bytes more above the floor (MEDIA_MIN_FREE_BYTES). */
  hasRoom: (bytes: number) => Promise<boolean>;
  /** Called when pictures may have come. */
  onStored: () => void;
  log: Logger;
}

/** Files looked up at once: their links are renewed 50 a request. */
const batch = 100;
/** How long downloads wait for room on the disk before they look again. */
const lookForRoomAgainMs = 30_000;
/** How long what no account here can fetch is left alone. */
const withoutAccountMs = 600_000;
/** So many failures in a row that concern the way to the platform, and the task waits instead of trying all files. */
const mostFailuresInARow = 20;
/** How often the counts of a task are written. */
const reportEveryMs = 2_000;

/** Does the work. Throws the taxonomy of core/queue/errors.ts; a file that cannot be had is never a reason to. */
export async function downloadFiles(
  deps: DownloadDeps,
  task: MediaTask,
  signal: AbortSignal,
): Promise<JobOutcome> {
  const run = new Run(deps, task, signal);
  try {
    await run.work();
  } finally {
    await run.end();
  }
  return { kind: "completed" };
}

class Run {
  readonly #deps: DownloadDeps;
  readonly #task: MediaTask;
  /** Aborts with the task, and when one file meets what concerns all of them. */
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #running = new Map<string, Promise<void>>();
  #unreported: MediaReport = { stored: 0, failed: 0, bytes: 0 };
  #reportedAtMs = performance.now();
  #failuresInARow = 0;
  #kinds: readonly FileKind[] = [];

  constructor(deps: DownloadDeps, task: MediaTask, signal: AbortSignal) {
    this.#deps = deps;
    this.#task = task;
    this.#signal = AbortSignal.any([signal, this.#stop.signal]);
    setMaxListeners(0, this.#signal); // every download listens to it
  }

  async work(): Promise<void> {
    const { pool } = this.#deps.store;
    this.#kinds = (await readMediaSettings(pool)).kinds;
    await settleSharedFiles(pool, this.#task.guildId);
    for (;;) {
      const due = await this.#findDue();
      if (due.length > 0) await this.#fetchAll(due);
      else if (this.#running.size > 0) await this.#whenOneEnded();
      else if (this.#task.guildId === "0" || !(await noteEarlier(pool, this.#task, this.#task.guildId)))
        break;
      this.#signal.throwIfAborted();
      await this.#report();
    }
    await this.#report(true);
  }

  /** Waits for what is under way and writes down what it brought; after an error nothing new is begun. */
  async end(): Promise<void> {
    this.#stop.abort(new Error("the task has ended"));
    await Promise.allSettled(this.#running.values());
    await this.#report(true).catch(() => undefined); // counts for people: nothing depends on them
  }

  /** What is due and not under way yet. The same emoji in several channels is one download. */
  async #findDue(): Promise<DueFile[]> {
    const limit = batch + this.#running.size;
    const due = await findDueFiles(this.#deps.store.pool, this.#task.guildId, this.#kinds, limit);
    const found = new Map<string, DueFile>();
    for (const file of due) if (!this.#running.has(keyOf(file))) found.set(keyOf(file), file);
    return [...found.values()];
  }

  async #fetchAll(due: readonly DueFile[]): Promise<void> {
    const usable = due.flatMap((file) => {
      const source = this.#sourceFor(file);
      return source ? [{ file, source }] : [];
    });
    const homeless = due.filter((file) => !usable.some((each) => each.file === file));
    // Of a guild the account is gone, and this task goes with it. What belongs to none waits for an account of its platform.
    if (homeless.length > 0 && this.#task.guildId !== "0")
      throw new AccountLostError("No account of this process can fetch these files");
    if (homeless.length > 0) await postponeFiles(this.#deps.store.pool, homeless, withoutAccountMs);
    for (const source of new Set(usable.map((each) => each.source))) {
      const files = usable.flatMap((each) => (each.source === source ? each.file : []));
      // Each download readies its own file if need be; only what concerns all of them ends the task here.
      await source.prepare(files, this.#signal).catch((error: unknown) => {
        if (!(error instanceof FileMissedError)) throw error;
      });
    }
    for (const { file, source } of usable) {
      while (this.#running.size >= this.#deps.concurrency) await this.#whenOneEnded();
      this.#signal.throwIfAborted();
      const givePlace = await this.#deps.places.take(this.#signal);
      const fetching = this.#fetch(source, file).finally(() => {
        givePlace();
        this.#running.delete(keyOf(file));
      });
      this.#running.set(keyOf(file), fetching);
      fetching.catch((error: unknown) => this.#stop.abort(error)); // it concerns all of them
      await this.#report();
    }
  }

  async #fetch(source: FileSource, file: DueFile): Promise<void> {
    if (!(await this.#deps.hasRoom(file.announcedBytes ?? 0))) throw diskLow();
    const outcome = await fetchFile(this.#deps, source, this.#task, file, this.#signal).catch(
      (error: unknown) => {
        throw isDiskFull(error) ? diskLow() : error;
      },
    );
    if (file.messageId === "0" && file.channelId !== "0")
      await settleSharedFiles(this.#deps.store.pool, file.guildId, file);
    this.#count(file, outcome);
  }

  #count(file: DueFile, outcome: FetchOutcome): void {
    if (outcome.kind === "stored") {
      this.#unreported.stored++;
      this.#unreported.bytes += outcome.bytes;
      this.#failuresInARow = 0;
      this.#deps.onStored();
      return;
    }
    if (outcome.kind === "unwanted") return;
    const { kind, channelId, messageId, item } = file;
    this.#deps.log.debug(
      { code: "media.missed", kind, channelId, messageId, item, reason: outcome.reason },
      "a file could not be had",
    );
    if (outcome.isFinal) this.#unreported.failed++;
    const isOnTheWay = outcome.reason === "unreachable" || outcome.reason === "unavailable";
    this.#failuresInARow = isOnTheWay ? this.#failuresInARow + 1 : 0;
    if (this.#failuresInARow >= mostFailuresInARow)
      throw new RetryableError("files_unreachable", "The platform's files cannot be had at the moment.");
  }

  /** The account that can fetch it; null when this process holds none. */
  #sourceFor({ kind, guildId, item }: DueFile): FileSource | null {
    const held = this.#deps
      .sessions()
      .find(({ platform, session }) =>
        guildId === "0"
          ? kind === "avatar" && platform === platformOfId(item)
          : session.directory.guildIds().includes(guildId),
      );
    return held?.session.files ?? null;
  }

  async #whenOneEnded(): Promise<void> {
    await Promise.race(this.#running.values()).catch(() => undefined); // `stop` carries what it threw
    this.#signal.throwIfAborted();
  }

  async #report(isLast = false): Promise<void> {
    const now = performance.now();
    const report = this.#unreported;
    if (report.stored + report.failed === 0 || (!isLast && now - this.#reportedAtMs < reportEveryMs)) return;
    this.#unreported = { stored: 0, failed: 0, bytes: 0 };
    this.#reportedAtMs = now;
    await reportMedia(this.#deps.store.pool, this.#task, report);
  }
}

/** One download per key: by the place, or for what is shared by what it is. */
const keyOf = ({ kind, channelId, messageId, item }: DueFile) =>
  messageId === "0" ? `${kind}:${item}` : `${kind}:${channelId}:${messageId}:${item}`;

const diskLow = () => new SnoozeError("media_disk_low", new Date(Date.now() + lookForRoomAgainMs));
