/** Files that Discord History Tracker downloaded: in the export itself or in a second file beside it. */
import type { Database } from "node-sqlite3-wasm";
import type { ExportFile, ExportFolder } from "../../read/exportFile.ts";
import { openDht } from "./open.ts";
import { DhtTables } from "./tables.ts";

/** Larger ones would be held in memory whole. */
const mostBlobBytes = 100 * 2 ** 20;

export class DhtBlobs {
  readonly #db: Database;
  readonly #table: string;
  readonly #key: string;

  private constructor(db: Database, table: string, key: string) {
    this.#db = db;
    this.#table = table;
    this.#key = key;
  }

  /** Null when there are none. `db` and what is opened here stay open until the folder is closed: files are asked for later. */
  static async find(
    db: Database,
    tables: DhtTables,
    file: ExportFile,
    folder: ExportFolder,
  ): Promise<DhtBlobs | null> {
    const own = DhtBlobs.#in(db, tables);
    if (own) return own;
    for (const path of besides(file.path)) {
      const place = await folder.find(path);
      if (!place || place.diskPath === null) continue;
      const open = await openDht(place.diskPath);
      folder.onClose(() => open.close());
      const blobs = DhtBlobs.#in(open.db, new DhtTables(open.db));
      if (blobs) return blobs;
    }
    return null;
  }

  static #in(db: Database, tables: DhtTables): DhtBlobs | null {
    const table = tables.find(["download_blobs", "downloads"], "blob");
    if (!table) return null;
    const key = tables.has(table, "normalized_url") ? "normalized_url" : "url";
    const isEmpty = db.get(`select 1 from ${table} where blob is not null limit 1`) === null;
    return isEmpty || !tables.has(table, key) ? null : new DhtBlobs(db, table, key);
  }

  has(key: string): boolean {
    return (
      this.#db.get(
        `select 1 from ${this.#table} where ${this.#key} = ? and length(blob) <= ${mostBlobBytes}`,
        [key],
      ) !== null
    );
  }

  read(key: string): Uint8Array {
    const row = this.#db.get(`select blob from ${this.#table} where ${this.#key} = ?`, [key]) as {
      blob: unknown;
    } | null;
    return row?.blob instanceof Uint8Array ? row.blob : new Uint8Array();
  }
}

/** How the second file is called. */
const besides = (path: string): string[] => {
  const stem = path.replace(/\.dht$/i, "");
  return [
    `${path}_downloads`,
    `${path}-downloads`,
    `${stem}_downloads.dht`,
    `${stem}-downloads.dht`,
    `${stem}.downloads.dht`,
  ];
};
