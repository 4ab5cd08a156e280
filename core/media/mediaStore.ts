import type { Pool } from "../postgres/pool.ts";

/** The stored files: rows in the database, bytes in a folder. */
export interface MediaStore {
  pool: Pool;
  /** Absolute path of the folder; one file system with its arrival folder. */
  root: string;
}
