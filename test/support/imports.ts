/** Runs imports on files that a test writes. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { importExport } from "../../bot/imports/importJob.ts";
import { type ImportTask, importTasks } from "../../core/database/imports/importTasks.ts";
import { createLocalBlobs } from "../../core/media/localBlobs.ts";
import { claimTasks } from "../../core/queue/claim.ts";
import type { JobOutcome } from "../../core/queue/outcome.ts";
import type { TestDatabase } from "./database.ts";
import { workerId } from "./factories.ts";

export interface TestImports {
  /** Writes files of an export, by their paths; returns the folder they lie in. */
  write(files: Record<string, string | Uint8Array>): Promise<string>;
  /** Asks for an import as psql would, and claims it. */
  claim(source: string, options?: Record<string, unknown>): Promise<ImportTask>;
  work(task: ImportTask, signal?: AbortSignal): Promise<JobOutcome>;
  /** All at once: the outcome and the task's row. */
  run(
    source: string,
    options?: Record<string, unknown>,
  ): Promise<{ outcome: JobOutcome; row: Record<string, unknown> }>;
  readonly dataDir: string;
}

/** Its fields may be used inside hooks and tests only. */
export function useImports(database: TestDatabase): TestImports {
  let folder = "";
  let written = 0;
  beforeEach("make a folder for exports", async function () {
    folder = await mkdtemp(join(tmpdir(), "backscroll-import-"));
  });
  afterEach("remove the folder of exports", () => rm(folder, { recursive: true, force: true }));

  async function claim(source: string, options: Record<string, unknown> = {}): Promise<ImportTask> {
    await database.pool.query("insert into import_tasks (source, name, options) values ($1, 'export', $2)", [
      source,
      JSON.stringify(options),
    ]);
    const [task] = await claimTasks(database.pool, importTasks, {
      workerId,
      leaseSeconds: 60,
      lanes: ["0"],
      limit: 1,
    });
    if (!task) throw new Error("No import was due");
    return task;
  }
  const work = (task: ImportTask, signal = new AbortController().signal) =>
    importExport(
      {
        pool: database.pool,
        dataDir: join(folder, "data"),
        store: { pool: database.pool, blobs: createLocalBlobs(join(folder, "data", "media")) },
      },
      task,
      signal,
    );
  return {
    claim,
    work,
    async write(files) {
      const root = join(folder, `export-${++written}`);
      for (const [path, content] of Object.entries(files)) {
        await mkdir(dirname(join(root, path)), { recursive: true });
        await writeFile(join(root, path), content);
      }
      return root;
    },
    async run(source, options) {
      const task = await claim(source, options);
      const outcome = await work(task);
      const { rows } = await database.pool.query<Record<string, unknown>>(
        "select * from import_tasks where id = $1",
        [task.id],
      );
      await database.pool.query("delete from import_tasks where id = $1 and false", [task.id]);
      return { outcome, row: rows[0] ?? {} };
    },
    get dataDir() {
      return join(folder, "data");
    },
  };
}
