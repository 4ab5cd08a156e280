import type { Config } from "../../core/config.ts";
import type { Logger } from "../../core/log.ts";
import type { Platform } from "../../core/model/platform.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import type { HeldSession } from "../accounts/keeper.ts";
import type { ArchiveWriter } from "../archive/writer.ts";

/** What jobs may use. */
export interface KindDeps {
  pool: Pool;
  /** One per platform. */
  writers: (platform: Platform) => ArchiveWriter;
  /** Connected accounts. */
  sessions: () => readonly HeldSession[];
  /** Of the log's sentences. */
  language: Config["log"]["language"];
  log: Logger;
}
