import type { Pool } from "../postgres/pool.ts";
import type { Blobs } from "./blobs.ts";

/** The stored files: rows in the database, bytes where `blobs` keeps them. */
export interface MediaStore {
  pool: Pool;
  blobs: Blobs;
}
