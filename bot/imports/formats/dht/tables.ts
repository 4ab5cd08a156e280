/**
 * The tables of Discord History Tracker's database as far as a file has them: its schema had eleven versions, in which columns
 * moved into tables of their own and tables got other names.
 */
import type { Database } from "node-sqlite3-wasm";
import { ExportError } from "../../read/exportError.ts";

/** Table and columns by which a file tells something; null where it does not. */
export class DhtTables {
  readonly #columns = new Map<string, ReadonlySet<string>>();

  /** Throws ExportError for a file that is no such database, or that holds what runs by itself. */
  constructor(db: Database) {
    const entries = db.all("select name, type, sql from sqlite_master") as {
      name: string;
      type: string;
      sql: string | null;
    }[];
    for (const { name, type, sql } of entries) {
      // A view or a computed column could run for ever when it is read.
      const isPlain =
        type === "index" || (type === "table" && !/\b(virtual|generated)\b|\bas\s*\(/i.test(sql ?? ""));
      if (!isPlain)
        throw new ExportError("malformed", `table ${name}`, `It holds a ${type} that no export has.`);
      if (type !== "table") continue;
      const columns = db.all(`select name from pragma_table_info('${name.replaceAll("'", "''")}')`) as {
        name: string;
      }[];
      this.#columns.set(name, new Set(columns.map((column) => column.name)));
    }
  }

  has(table: string, ...columns: string[]): boolean {
    const known = this.#columns.get(table);
    return known !== undefined && columns.every((column) => known.has(column));
  }

  /** The first of these tables that is there with all the columns. */
  find(tables: readonly string[], ...columns: string[]): string | null {
    return tables.find((table) => this.has(table, ...columns)) ?? null;
  }

  /** SQL for a column, or null where the table lacks it. */
  column(table: string, column: string): string {
    return this.has(table, column) ? `"${column}"` : "null";
  }
}
