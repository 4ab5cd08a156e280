/** What the routes are given. */

import type { TaskScope } from "../core/console/taskList.ts";
import type { ExportPlaces } from "../core/exports/exportPlaces.ts";
import type { Logger } from "../core/log.ts";
import type { Blobs } from "../core/media/blobs.ts";
import type { OutboundOptions } from "../core/outbound/outbound.ts";
import type { Pool } from "../core/postgres/pool.ts";
import type { SecretBox } from "../core/secrets.ts";
import type { DemoMode } from "./demoMode.ts";
import type { EventHub } from "./events/hub.ts";

export interface AppDeps {
  /** The main database: sessions and everything that is written, or must show what was just written. */
  pool: Pool;
  /** For reading: a replica, or the main database. */
  readPool: Pool;
  log: Logger;
  /** Tells open pages what happens. */
  events: EventHub;
  now: () => Date;
  /** Where browsers reach the console; null when that is not configured. Decides about https. */
  publicUrl: string | null;
  /** Addresses and networks of proxies whose X-Forwarded-For is believed. */
  trustedProxies: readonly string[];
  /** Shared with the console; see core/edge/signedAddress.ts. */
  secretKey: string | null;
  /** Seals the tokens that are saved; null without ENCRYPTION_KEY. */
  secrets: SecretBox | null;
  /** api_id and api_hash of the environment; null when it has none. */
  telegramApi: { id: number; hash: string } | null;
  /** Which addresses webhooks may have. */
  outbound: OutboundOptions;
  /** Whether everything runs against the built-in sandbox. */
  demoMode: DemoMode;
  /** The same as of now; it may change between two requests. */
  readonly demo: boolean;
  /** Where Discord's icons stand: the sandbox's own while `demo`. */
  readonly cdnBase: string;
  /** How long a bot process counts as alive after its last heartbeat. */
  aliveSeconds: number;
  /** Names of the migrations this version was made for. */
  migrations: readonly string[];
  /** Where files and the embedded database lie; the space there is part of the health. */
  dataDir: string;
  /** The bytes of stored files. */
  blobs: Blobs;
  /** Where finished exports lie that were not made to be downloaded. */
  exportPlaces: ExportPlaces;
  /** What their addresses begin with in answers. */
  fileBase: string;
  /** Whether and where files are stored, for people. */
  files: { isOn: boolean; storage: "local" | "s3" };
  /** Below it fetching pauses; 0: never. */
  minFreeBytes: number;
  /** Largest file that may be uploaded. */
  mostUploadBytes: number;
  /** Words that must not make up a password, such as the host name. */
  passwordContext: readonly string[];
}

/** Whose tasks a reader gets to see. */
export function scopeOf(deps: AppDeps): TaskScope {
  return { includeDemo: deps.demo, aliveSeconds: deps.aliveSeconds };
}
