/**
 * The ceiling over all sign-ins together. One row holds the times of the attempts of the last minute that did not
 * succeed: its lock makes the count exact however many ask at once.
 */
import type { Queryable } from "../../postgres/pool.ts";

/**
 * Attempts of everybody together that may fail within `ceilingSeconds`. More gives a guesser with many addresses
 * more tries (and the process more hashing); fewer makes it easier for him to keep all others waiting.
 */
export const ceilingAttempts = 100;
export const ceilingSeconds = 60;
const scope = "everywhere";

/** Counts one attempt, or returns false and counts nothing when there were too many. */
export async function admitBelowCeiling(db: Queryable, now: Date): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "admit-below-ceiling",
    text: `
      insert into login_throttle as t (scope, failures, failed_at, recent)
      values ($1, 1, $2::timestamptz, array[$2::timestamptz])
      on conflict (scope) do update
      set failed_at = $2::timestamptz, recent = $2::timestamptz || array(
        select at from unnest(t.recent) at where at > $2::timestamptz - make_interval(secs => $3))
      where $4 > (
        select count(*) from unnest(t.recent) at where at > $2::timestamptz - make_interval(secs => $3))`,
    values: [scope, now, ceilingSeconds, ceilingAttempts],
  });
  return rowCount === 1;
}

/** Takes back the attempt counted at `at`: it succeeded. */
export async function forgiveAttempt(db: Queryable, at: Date): Promise<void> {
  await db.query({
    name: "forgive-attempt",
    text: `
      update login_throttle
      set recent = recent[:array_position(recent, $2) - 1] || recent[array_position(recent, $2) + 1:]
      where scope = $1 and array_position(recent, $2::timestamptz) is not null`,
    values: [scope, at],
  });
}

/** Seconds until the oldest attempt that counts is out of the window, at least 1. */
export async function findCeilingSeconds(db: Queryable, now: Date): Promise<number> {
  const { rows } = await db.query<{ seconds: number | null }>({
    name: "find-ceiling-seconds",
    text: `
      select extract(epoch from min(at) - $2::timestamptz)::float8 + $3::float8 as seconds
      from login_throttle t, unnest(t.recent) at
      where t.scope = $1 and at > $2::timestamptz - make_interval(secs => $3::float8)`,
    values: [scope, now, ceilingSeconds],
  });
  return Math.max(1, Math.ceil(rows[0]?.seconds ?? 1));
}
