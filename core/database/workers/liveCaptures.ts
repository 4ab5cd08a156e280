/** Which account listens to which guild: one at a time, or every reaction would be counted twice. */
import type { Queryable } from "../../postgres/pool.ts";

/** The right to store what happens in a guild. */
export interface Capture {
  guildId: string;
  fence: string;
}

export interface CaptureWish {
  guildId: string;
  accountId: string;
}

/**
 * Takes the guilds that nobody listens to, or only this account or an account whose lease has run out, and returns those
 * that are held now. Whoever did not hold one of them before writes that it begins (restartCaptures). Safe for any number
 * of processes.
 */
export async function takeCaptures(
  db: Queryable,
  wishes: readonly CaptureWish[],
  options: { workerId: string; leaseSeconds: number },
): Promise<Capture[]> {
  if (wishes.length === 0) return [];
  const { rows } = await db.query<{ guild_id: string; fence: string }>({
    name: "take-captures",
    text: `
      insert into live_captures as c (guild_id, account_id, worker_id, lease_expires_at)
      select wish.guild_id, wish.account_id, $3, now() + make_interval(secs => $4::float8)
      from unnest($1::int8[], $2::int8[]) as wish (guild_id, account_id)
      join guilds on guilds.id = wish.guild_id
      order by wish.guild_id
      on conflict (guild_id) do update
        set account_id = excluded.account_id, worker_id = excluded.worker_id,
            lease_expires_at = excluded.lease_expires_at,
            fence = case when c.worker_id = excluded.worker_id and c.account_id = excluded.account_id
              then c.fence else c.fence + 1 end,
            live_since = case when c.worker_id = excluded.worker_id and c.account_id = excluded.account_id
              then c.live_since else now() end,
            swept_at = case when c.worker_id = excluded.worker_id and c.account_id = excluded.account_id
              then c.swept_at end
        where c.account_id = excluded.account_id or c.lease_expires_at < now()
      returning guild_id, fence`,
    values: [
      wishes.map(({ guildId }) => guildId),
      wishes.map(({ accountId }) => accountId),
      options.workerId,
      options.leaseSeconds,
    ],
  });
  return rows.map((row) => ({ guildId: row.guild_id, fence: row.fence }));
}

/**
 * First statement of a transaction that stores events: locks the captures and returns the guilds that are still held, each
 * with the time of this batch, which tells later whether it was stored. What happened in other guilds must not be stored:
 * somebody else stores it.
 */
export async function holdCaptures(
  tx: Queryable,
  captures: readonly Capture[],
): Promise<Map<string, string>> {
  const { rows } = await tx.query<{ guild_id: string; stored_at: string }>({
    name: "hold-captures",
    text: `
      with held as materialized (
        select c.guild_id from unnest($1::int8[], $2::int8[]) as mine (guild_id, fence)
        join live_captures c on c.guild_id = mine.guild_id and c.fence = mine.fence
        order by c.guild_id for update of c
      )
      -- Never the same twice, were the clock set back or two batches stored within a microsecond.
      update live_captures set last_event_at = greatest(clock_timestamp(), last_event_at + interval '1 us')
      where guild_id = any (array(select guild_id from held))
      returning guild_id, last_event_at::text as stored_at`,
    values: [captures.map(({ guildId }) => guildId), captures.map(({ fence }) => fence)],
  });
  return new Map(rows.map((row) => [row.guild_id, row.stored_at]));
}

/**
 * Whether the batch that holdCaptures gave this time was committed. Waits for a transaction that may still be ending:
 * the server may not know yet that its client is gone. Only true while nothing was stored since.
 */
export async function wasBatchStored(db: Queryable, capture: Capture, storedAt: string): Promise<boolean> {
  const { rows } = await db.query<{ stored: boolean | null }>({
    name: "was-batch-stored",
    text: `
      select last_event_at = $3::timestamptz as stored from live_captures
      where guild_id = $1 and fence = $2 for update`,
    values: [capture.guildId, capture.fence, storedAt],
  });
  return rows[0]?.stored === true;
}

/** Writes that listening began anew: nothing from before is heard. */
export async function restartCaptures(db: Queryable, captures: readonly Capture[]): Promise<void> {
  if (captures.length === 0) return;
  await db.query({
    name: "restart-captures",
    text: `
      update live_captures c set live_since = now(), swept_at = null
      from unnest($1::int8[], $2::int8[]) as mine (guild_id, fence)
      where c.guild_id = mine.guild_id and c.fence = mine.fence`,
    values: [captures.map(({ guildId }) => guildId), captures.map(({ fence }) => fence)],
  });
}

/** Writes when a guild was looked through for what is missing. */
export async function recordSweep(db: Queryable, capture: Capture): Promise<void> {
  await db.query({
    name: "record-sweep",
    text: "update live_captures set swept_at = now() where guild_id = $1 and fence = $2",
    values: [capture.guildId, capture.fence],
  });
}

/** Gives guilds back, so that another process can listen at once. */
export async function releaseCaptures(db: Queryable, captures: readonly Capture[]): Promise<void> {
  if (captures.length === 0) return;
  await db.query({
    name: "release-captures",
    text: `
      delete from live_captures c using unnest($1::int8[], $2::int8[]) as mine (guild_id, fence)
      where c.guild_id = mine.guild_id and c.fence = mine.fence`,
    values: [captures.map(({ guildId }) => guildId), captures.map(({ fence }) => fence)],
  });
}
