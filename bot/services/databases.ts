/** The bot's connections: many for the work, a few that only the pulse uses. */
import type { Config } from "../../core/config.ts";
import type { Logger } from "../../core/log.ts";
import { createPool, type Pool } from "../../core/postgres/pool.ts";
import type { Service } from "./service.ts";

/** One for the beat, one for what asks beside it. */
const pulseConnections = 2;
/** A beat that takes longer than this is better sent anew. */
const beatTimeoutMs = 10_000;

interface Databases {
  pool: Pool;
  /** Leases, signs of life and self-checks: they must not wait behind a hundred pages. */
  pulsePool: Pool;
  service: Service;
}

/** Nothing is connected before the first query. */
export function createDatabases(url: string, config: Config, log: Logger): Databases {
  const pool = createPool(url, {
    applicationName: "backscroll-bot",
    size: config.databasePoolSize,
    statementTimeoutMs: 60_000,
    log,
  });
  const pulsePool = createPool(url, {
    applicationName: "backscroll-bot-pulse",
    size: pulseConnections,
    statementTimeoutMs: beatTimeoutMs,
    log,
  });
  return {
    pool,
    pulsePool,
    service: {
      name: "database",
      start: () => undefined,
      async stop() {
        await Promise.all([pool.end(), pulsePool.end()]);
      },
    },
  };
}
