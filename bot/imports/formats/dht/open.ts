/** Opens a database file of Discord History Tracker, read-only and page by page. */

import { existsSync, mkdtempSync, rmdirSync, statSync } from "node:fs";
import { constants, copyFile, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sqlite, { type Database } from "node-sqlite3-wasm"; // a CommonJS module whose names Node.js cannot tell
import { ExportError } from "../../read/exportError.ts";

export interface OpenDatabase {
  db: Database;
  close(): Promise<void>;
}

/** Bytes 18 and 19 of the header: how it is written and read; 2 is by a write-ahead log (SQLite, "Database File Format"). */
const versionsAt = 18;

/**
 * Opens it. A file that was left in write-ahead mode cannot be read without memory that is shared with its writer, which this
 * SQLite lacks: a copy is switched back. Throws ExportError.
 */
export async function openDht(path: string): Promise<OpenDatabase> {
  const log = `${path}-wal`;
  if (existsSync(log) && statSync(log).size > 0)
    throw new ExportError(
      "unreadable",
      "header",
      "Discord History Tracker still has it open: close it there first.",
    );
  const handle = await open(path, "r");
  const header = Buffer.alloc(20);
  await handle.read(header, 0, header.length, 0);
  await handle.close();
  if (header[versionsAt] !== 2 && header[versionsAt + 1] !== 2) return opened(path, async () => {});
  const folder = mkdtempSync(join(tmpdir(), "backscroll-dht-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, "export.dht");
    await copyFile(path, copy, constants.COPYFILE_FICLONE);
    const writer = await open(copy, "r+");
    await writer.write(Buffer.from([1, 1]), 0, 2, versionsAt);
    await writer.close();
    return opened(copy, remove);
  } catch (error) {
    await remove();
    throw error;
  }
}

function opened(path: string, cleanUp: () => Promise<void>): OpenDatabase {
  try {
    // It locks by a folder beside the file, which a process that was killed leaves behind.
    if (existsSync(`${path}.lock`)) rmdirSync(`${path}.lock`);
    const db = new sqlite.Database(path, { readOnly: true });
    db.exec(
      "pragma trusted_schema = off; pragma cell_size_check = on; pragma cache_size = -16000; pragma temp_store = file",
    );
    return {
      db,
      async close() {
        db.close();
        await cleanUp();
      },
    };
  } catch (error) {
    throw toExportError(error);
  }
}

/** What SQLite says of a file that is damaged. */
export function toExportError(error: unknown): Error {
  if (error instanceof ExportError || !(error instanceof Error)) return error as Error;
  if (
    error.name !== "SQLite3Error" &&
    !/sqlite|database|malformed|RuntimeError/i.test(`${error.name} ${error.message}`)
  )
    return error;
  return new ExportError("malformed", "database", `The database is damaged: ${error.message}.`, {
    cause: error,
  });
}
