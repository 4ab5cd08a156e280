/** The brake on password guessing: counted in the database, so that restarts and several processes change nothing. */
import type { Queryable } from "../../postgres/pool.ts";

/** Failures in a row that are free. Fewer locks out people who mistype, more gives guessers more tries. */
export const freeFailures = 5;
/** The first lock; every further failure doubles it up to `longestLockSeconds`. */
const firstLockSeconds = 60;
/** Longer would let a guesser keep the owner out for long. */
const longestLockSeconds = 15 * 60;
/** Failures are forgotten after so long without another one. */
export const forgetSeconds = 24 * 3600;

export type Admission = { admitted: true } | { admitted: false; retryAfterSeconds: number };

/**
 * Asks for one attempt in `scope` and counts it as failed beforehand, so that many guesses at one instant cannot
 * all slip through before the first of them has failed. `clearFailures` takes it back after a success.
 * While the scope is locked nothing is counted: the lock ends when it was said to.
 */
export async function admitAttempt(db: Queryable, scope: string, now: Date): Promise<Admission> {
  const { rowCount } = await db.query({
    name: "admit-attempt",
    text: `
      insert into login_throttle as t (scope, failures, failed_at) values ($1, 1, $2::timestamptz)
      on conflict (scope) do update
      set (failures, failed_at, locked_until) = (
        select f.failures, $2::timestamptz,
          case when f.failures >= $3::int then $2::timestamptz
            + make_interval(secs => least($5::float8, $4::float8 * 2 ^ least(f.failures - $3::int, 16))) end
        from (select case when t.failed_at <= $2::timestamptz - make_interval(secs => $6) then 1
                else t.failures + 1 end as failures) f)
      where t.locked_until is null or t.locked_until <= $2`,
    values: [scope, now, freeFailures, firstLockSeconds, longestLockSeconds, forgetSeconds],
  });
  return rowCount === 1
    ? { admitted: true }
    : { admitted: false, retryAfterSeconds: await findLockSeconds(db, scope, now) };
}

/** Seconds until a scope is unlocked, at least 1: the lock may have ended since it refused an attempt. */
async function findLockSeconds(db: Queryable, scope: string, now: Date): Promise<number> {
  const { rows } = await db.query<{ seconds: number | null }>({
    name: "find-lock-seconds",
    text: `
      select extract(epoch from locked_until - $2::timestamptz)::float8 as seconds
      from login_throttle where scope = $1`,
    values: [scope, now],
  });
  return Math.max(1, Math.ceil(rows[0]?.seconds ?? 1));
}

/** Forgets the failures of a scope: the right password was given. */
export async function clearFailures(db: Queryable, scope: string): Promise<void> {
  await db.query({
    name: "clear-failures",
    text: "delete from login_throttle where scope = $1",
    values: [scope],
  });
}

/** Forgets all failures. */
export async function clearAllFailures(db: Queryable): Promise<void> {
  await db.query({ name: "clear-all-failures", text: "delete from login_throttle" });
}

/** Removes scopes whose failures are forgotten anyway. */
export async function deleteForgottenFailures(db: Queryable, now: Date): Promise<void> {
  await db.query({
    name: "delete-forgotten-failures",
    text: "delete from login_throttle where failed_at <= $1::timestamptz - make_interval(secs => $2)",
    values: [now, forgetSeconds],
  });
}
