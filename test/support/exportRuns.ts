/** Runs exports as the bot does, and looks into what they made. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Entry, fromBuffer, type ZipFile } from "yauzl";
import { type ExportDeps, exportArchive } from "../../bot/exports/exportJob.ts";
import { type ExportTask, exportTasks } from "../../core/database/exports/exportTasks.ts";
import { exportFolder } from "../../core/exports/exportFolder.ts";
import { openExportPlaces } from "../../core/exports/exportPlaces.ts";
import type { Blobs } from "../../core/media/blobs.ts";
import { createLocalBlobs } from "../../core/media/localBlobs.ts";
import { claimTasks } from "../../core/queue/claim.ts";
import type { JobOutcome } from "../../core/queue/outcome.ts";
import { settleTask } from "../../core/queue/settle.ts";
import type { TestDatabase } from "./database.ts";
import { insertTaskRow, workerId } from "./factories.ts";

export interface TestExports {
  /** Asks for an export as psql would. */
  ask(columns: Record<string, unknown>): Promise<string>;
  /** Takes the next one that is due. */
  claim(): Promise<ExportTask>;
  work(task: ExportTask, signal?: AbortSignal, deps?: Partial<ExportDeps>): Promise<JobOutcome>;
  /** All at once: the outcome, the task's row and its files by their names. */
  run(columns: Record<string, unknown>): Promise<{
    id: string;
    outcome: JobOutcome;
    row: Record<string, unknown>;
    files: Map<string, Buffer>;
  }>;
  /** Everything below the folder of exports, sorted. */
  paths(): Promise<string[]>;
  readonly dataDir: string;
  readonly blobs: Blobs;
}

/** Its fields may be used inside hooks and tests only. */
export function useExports(database: TestDatabase): TestExports {
  let dataDir = "";
  beforeEach("make a folder for exports", async function () {
    dataDir = await mkdtemp(join(tmpdir(), "backscroll-export-"));
  });
  afterEach("remove the folder of exports", () => rm(dataDir, { recursive: true, force: true }));

  const ask = (columns: Record<string, unknown>) => insertTaskRow(database.pool, "export_tasks", columns);
  async function claim(): Promise<ExportTask> {
    const [task] = await claimTasks(database.pool, exportTasks, {
      workerId,
      leaseSeconds: 60,
      lanes: ["0"],
      limit: 1,
    });
    if (!task) throw new Error("No export was due");
    return task;
  }
  const blobs = () => createLocalBlobs(join(dataDir, "media"));
  const work: TestExports["work"] = (task, signal = new AbortController().signal, deps = {}) =>
    exportArchive(
      {
        pool: database.pool,
        dataDir,
        blobs: blobs(),
        keepDays: 7,
        minFreeBytes: 0,
        places: openExportPlaces(dataDir, null),
        secrets: null,
        ...deps,
      },
      task,
      signal,
    );
  return {
    ask,
    claim,
    work,
    async run(columns) {
      await ask(columns);
      const task = await claim();
      const outcome = await work(task);
      if (outcome.kind === "completed") await settleTask(database.pool, exportTasks, task, outcome);
      const { rows } = await database.pool.query<Record<string, unknown>>(
        "select * from export_tasks where id = $1",
        [task.id],
      );
      const row = rows[0] ?? {};
      const content = await readFile(join(exportFolder(dataDir, task.id), String(row.result_name)));
      const name = String(row.result_name);
      const files = name.endsWith(".zip") ? await unzip(content) : new Map([[name, content]]);
      return { id: task.id, outcome, row, files };
    },
    async paths() {
      const root = join(dataDir, "exports");
      const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
      return entries
        .filter((entry) => !entry.isDirectory())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
        .sort();
    },
    get dataDir() {
      return dataDir;
    },
    get blobs() {
      return blobs();
    },
  };
}

/** The files of a zip, by their paths. */
export async function unzip(content: Buffer): Promise<Map<string, Buffer>> {
  const zip = await new Promise<ZipFile>((resolve, reject) =>
    fromBuffer(content, { lazyEntries: true }, (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  const files = new Map<string, Buffer>();
  await new Promise<void>((resolve, reject) => {
    zip.on("error", reject);
    zip.on("end", () => resolve());
    zip.on("entry", (entry: Entry) => {
      zip.openReadStream(entry, (error, stream) => {
        if (error) return reject(error);
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("error", reject);
        stream.on("end", () => {
          files.set(entry.fileName, Buffer.concat(chunks));
          zip.readEntry();
        });
      });
    });
    zip.readEntry();
  });
  return files;
}
