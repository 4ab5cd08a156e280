/** Everything live about one connected account: listening, storing, catching up. */
import type { ArchiveAuthor } from "../../core/database/archive/authors.ts";
import type { Logger } from "../../core/log.ts";
import type { Platform } from "../../core/model/platform.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import type { HeldSession } from "../accounts/keeper.ts";
import type { ArchiveWriter } from "../archive/writer.ts";
import { Wake } from "../worker/wake.ts";
import { Capture } from "./capture.ts";
import { Recounts } from "./recounts.ts";
import { setEventAside } from "./refusedEvents.ts";
import { Sweeper } from "./sweep.ts";

export interface LiveDeps {
  pool: Pool;
  workerId: string;
  leaseSeconds: number;
  /** Milliseconds between two looks for what was missed. */
  catchUpMs: number;
  keepDeleted: boolean;
  writers: (platform: Platform) => ArchiveWriter;
  log: Logger;
}

/**
 * Longer than ids need to settle, than the clocks may differ, and than a look at the directory takes: what is fetched
 * after it reaches beyond the moment at which listening began.
 */
const firstSweepAfterMs = 10_000;

/** Listens with a connected account until `stop` aborts, and then until everything heard is stored. Never rejects. */
export async function serveAccount(deps: LiveDeps, held: HeldSession, stop: AbortSignal): Promise<void> {
  const { pool, workerId, leaseSeconds, catchUpMs, keepDeleted } = deps;
  const { accountId, session } = held;
  const log = deps.log.child({ accountId });
  if (!session.identity.readsContent)
    log.warn(
      { code: "capture.no_content" },
      "the MESSAGE_CONTENT intent is off: what happens is archived without what was said",
    );
  const sweeper = new Sweeper({
    pool,
    accountId,
    everyMs: catchUpMs,
    settleMs: firstSweepAfterMs,
    wake: new Wake(),
    log,
  });
  const storeAuthors = (authors: readonly ArchiveAuthor[]) =>
    deps.writers(held.platform).storeAuthors(authors);
  const recounts =
    session.responses && new Recounts({ pool, responses: session.responses, storeAuthors, log });
  const capture = new Capture({
    pool,
    accountId,
    workerId,
    session,
    leaseSeconds,
    keepDeleted,
    storeAuthors,
    setAside: (event) => setEventAside(pool, log, event),
    onListening: (captures) => sweeper.onListening(captures),
    recounts,
    wake: new Wake(),
    log,
  });
  await Promise.all([capture.run(stop), sweeper.run(stop), recounts?.run(stop)]);
}
