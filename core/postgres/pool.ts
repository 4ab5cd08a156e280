/** Connections, transactions, and what counts as "the database is away". */
import { setTimeout as sleep } from "node:timers/promises";
import { type ClientBase, Pool } from "pg";
import type { Logger } from "../log.ts";
import { gatherWrites } from "./gatheredWrites.ts";

/** Anything that runs a query: the pool for single statements, a client inside a transaction. */
export type Queryable = Pick<ClientBase, "query">;
export type { Pool } from "pg";

/** Longest pause inside a transaction. Smaller might hit a stalled machine, larger keeps a frozen process's locks. */
const idleInTransactionMs = 5_000;

export interface PoolOptions {
  /** Shown in pg_stat_activity. */
  applicationName: string;
  size: number;
  /** Longest a statement may run on the server. A larger value lets one bad query hold a connection for long. */
  statementTimeoutMs: number;
  log: Logger;
}

/**
 * A pool that survives the database going away: idle connections that break are dropped and logged, and the
 * next query connects anew. Nothing is connected until the first query.
 */
export function createPool(url: string, options: PoolOptions): Pool {
  const pool = new Pool({
    connectionString: url,
    application_name: options.applicationName,
    max: options.size,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    statement_timeout: options.statementTimeoutMs,
    // A process frozen inside a transaction would keep its row locks, and with them its tasks, for as long as it is
    // frozen. A transaction of ours never pauses this long between two statements.
    idle_in_transaction_session_timeout: idleInTransactionMs,
    // The server may be gone without a word (power, network): give up on the answer a little later than it would.
    query_timeout: options.statementTimeoutMs + 5_000,
    // A transaction's statements are written without waiting for each answer; see inTransaction.
    pipeline: true,
  });
  // Without a listener a broken idle connection would end the process (pg docs: Pool, "error").
  pool.on("error", (error) =>
    options.log.warn({ code: "database.connection_lost", error }, "idle database connection lost"),
  );
  return pool;
}

/**
 * Runs `work` in one transaction: commits what it returns, rolls back when it throws. When even the rollback
 * fails the connection is closed, which rolls back as well. The error of `work` is what the caller sees.
 * `last` sends statements that travel together with the COMMIT, which saves a round trip; they must all be sent before
 * its first await. Once the transaction is over its `tx` refuses statements: a part of `work` that still runs after
 * another has failed can write nothing outside of it.
 * After a connection loss during commit the outcome is unknown: callers must find out from the data.
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (tx: Queryable) => Promise<T>,
  last?: (tx: Queryable, result: T) => Promise<unknown>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that breaks fails its queries and emits "error" as well; without a listener, which the pool keeps
  // only while the client is idle, that would end the process (pg docs: Client, "error").
  const noteBroken = (error: Error) => {
    broken = error;
  };
  client.on("error", noteBroken);
  const send = gatherWrites(client);
  const [tx, close] = untilClosed(send);
  try {
    // Not awaited on its own: with pipelining BEGIN travels together with the first statement of `work`.
    const begun = send("begin");
    const [, result] = await Promise.all([begun, work(tx)]);
    const lastSent = last?.(tx, result);
    close();
    // A COMMIT behind a statement that failed rolls back, and says so by its tag (PostgreSQL manual, COMMIT).
    const [ended] = await Promise.all([send("commit"), lastSent]);
    if (ended.command !== "COMMIT")
      throw new Error("The transaction was rolled back: a statement had failed");
    return result;
  } catch (error) {
    close();
    await client.query("rollback").catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.off("error", noteBroken);
    client.release(broken);
  }
}

/** A client's `query` as a transaction gives it out, and what ends that: later statements are rejected unsent. */
function untilClosed(send: ClientBase["query"]): [tx: Queryable, close: () => void] {
  let isOpen = true;
  const query = (...parameters: unknown[]) =>
    isOpen
      ? (send as (...parameters: unknown[]) => unknown)(...parameters)
      : Promise.reject(new Error("The transaction is over"));
  return [
    { query: query as Queryable["query"] },
    () => {
      isOpen = false;
    },
  ];
}

/** SQLSTATEs and socket errors after which the same work may simply be done again on a new connection. */
const disconnectCodes = new Set([
  "ECONNRESET",
  "ECONNREFUSED",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "57P01", // admin_shutdown
  "57P02", // crash_shutdown
  "57P03", // cannot_connect_now: starting up or recovering
  "53300", // too_many_connections
]);
/** pg and poolers report some disconnects as plain text, without a code; Citus as an internal error (XX000). */
const disconnectTexts =
  /Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout|max(imum)?[ _]client|too many clients|no more connections|server closed the connection|Client was closed|the database system is|connection marked as essential/i;

/** True when `error`, or an error that caused it, says that the database is away or has no connection to spare. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  // 08xxx: connection exceptions. AggregateError: node reports one error per address it tried.
  if (disconnectCodes.has(code) || code.startsWith("08") || disconnectTexts.test(error.message)) return true;
  if (error instanceof AggregateError && error.errors.some(isDatabaseAway)) return true;
  return isDatabaseAway(error.cause);
}

/**
 * True when all connections of our own pool were in use for as long as one waits for one: the database itself may be
 * well. pg-pool says so by this text alone; a new connection that cannot be made has other words.
 */
export function isPoolBusy(error: unknown): boolean {
  return error instanceof Error && error.message === "timeout exceeded when trying to connect";
}

/** SQLSTATEs of lost races: serialization_failure, deadlock_detected. The transaction may be run again at once. */
export function isLostRace(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "40001" || error.code === "40P01");
}

/** True for a violated unique index; `constraint` narrows it to one. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (!(error instanceof Error) || !("code" in error) || error.code !== "23505") return false;
  return constraint === undefined || ("constraint" in error && error.constraint === constraint);
}

/** True for a violated CHECK, be it of a trigger: its message is a sentence for people. */
export function isCheckViolation(error: unknown, constraint: string): error is Error {
  return (
    error instanceof Error &&
    "code" in error &&
    error.code === "23514" &&
    "constraint" in error &&
    error.constraint === constraint
  );
}

/** Longest pause between two attempts to reach the database, before jitter. */
const longestPauseMs = 5_000;

/**
 * Runs `work` until it succeeds or fails for a reason other than the database being away (or a lost race).
 * Pauses grow from 100 ms to 5 s with full jitter, so that many processes do not return at one instant.
 * Logs the first failure and then at most one line per ten seconds. Rejects with the abort reason of `signal`.
 * `work` must be safe to repeat: its outcome is unknown when the connection broke during a commit.
 */
export async function untilDatabaseAnswers<T>(
  work: () => Promise<T>,
  options: { log: Logger; waitingFor: string; signal?: AbortSignal },
): Promise<T> {
  let lastLogMs = Number.NEGATIVE_INFINITY;
  for (let attempt = 0; ; attempt++) {
    options.signal?.throwIfAborted();
    try {
      const result = await work();
      if (attempt > 0)
        options.log.info(
          { code: "database.back", attempts: attempt + 1 },
          `${options.waitingFor}: database answers again`,
        );
      return result;
    } catch (error) {
      if (isLostRace(error)) continue;
      if (!isDatabaseAway(error)) throw error;
      if (performance.now() - lastLogMs > 10_000) {
        lastLogMs = performance.now();
        const code = isPoolBusy(error) ? "database.busy" : "database.away";
        const what = isPoolBusy(error) ? "a free database connection" : "the database";
        options.log.warn({ code, error }, `${options.waitingFor}: waiting for ${what}`);
      }
      await sleep(backoffMs(attempt), undefined, { signal: options.signal });
    }
  }
}

/** Full jitter: anything between 0 and an exponentially growing limit. `attempt` counts from 0. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  return random() * Math.min(longestPauseMs, 100 * 2 ** Math.min(attempt, 16));
}
