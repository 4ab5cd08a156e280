import type { Config } from "../../core/config.ts";
import type { Logger } from "../../core/log.ts";
import type { Platform } from "../../core/model/platform.ts";
import type { OutboundOptions } from "../../core/outbound/outbound.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import type { SecretBox } from "../../core/secrets.ts";
import type { HeldSession } from "../accounts/keeper.ts";
import type { ArchiveWriter } from "../archive/writer.ts";
import type { ExportDeps } from "../exports/exportJob.ts";
import type { DownloadDeps } from "../media/downloadFiles.ts";

/** What jobs may use. */
export interface KindDeps {
  pool: Pool;
  /** Folder of uploads and stored files; absolute. */
  dataDir: string;
  /** One per platform. */
  writers: (platform: Platform) => ArchiveWriter;
  /** Connected accounts. */
  sessions: () => readonly HeldSession[];
  /** What downloads share. */
  downloads: Omit<DownloadDeps, "sessions" | "log">;
  /** How exports are made. */
  exports: Omit<ExportDeps, "pool" | "dataDir" | "blobs">;
  /** Names who is forgotten; null without FORGETTING_KEY. */
  forgettingKey: Buffer | null;
  /** Opens stored secrets; null without ENCRYPTION_KEY. */
  secrets: SecretBox | null;
  /** How addresses that people gave us are reached. */
  outbound: OutboundOptions;
  /** Where people reach the console; null when that is not configured. */
  consoleUrl: string | null;
  /** Of the log's sentences. */
  language: Config["log"]["language"];
  log: Logger;
}
