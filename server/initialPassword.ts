/** Sees to it that there is a password to sign in with, as soon as there is a database to keep it in. */
import { setTimeout as sleep } from "node:timers/promises";
import { ensureAccessPassword } from "../core/auth/accessPassword.ts";
import type { Logger } from "../core/log.ts";
import { type Pool, untilDatabaseAnswers } from "../core/postgres/pool.ts";

interface InitialPasswordDeps {
  pool: Pool;
  log: Logger;
  bootstrapPassword: string | null;
  signal: AbortSignal;
  /** How often to look again while the database has no tables yet. */
  retryMs?: number;
}

/**
 * Waits for the database and its tables, then makes sure of the password. One that had to be generated is logged
 * once, in clear, under `auth.initial_password`: it is stored nowhere else. Rejects with the reason of `signal`.
 */
export async function setUpInitialPassword(deps: InitialPasswordDeps): Promise<void> {
  const { pool, log, bootstrapPassword, signal } = deps;
  for (;;) {
    try {
      const { generated } = await untilDatabaseAnswers(
        () => ensureAccessPassword(pool, { bootstrapPassword }),
        { log, waitingFor: "access password", signal },
      );
      if (generated !== null) {
        // The field is not called "password": the log hides fields of that name.
        log.warn(
          { code: "auth.initial_password", initial: generated },
          `The access password is ${generated}. It is shown only this once and is void after a day: sign in and change it.`,
        );
      }
      return;
    } catch (error) {
      if (signal.aborted || !isNotMigrated(error)) throw error;
      log.warn(
        { code: "database.not_migrated" },
        "waiting for the database to be set up: npm run db:migrate",
      );
      await sleep(deps.retryMs ?? 5_000, undefined, { signal });
    }
  }
}

/** Undefined table, or no such database. */
function isNotMigrated(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "42P01" || error.code === "3D000");
}
