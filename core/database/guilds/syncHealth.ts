/** Whether the servers of connected accounts are up to date. */
import type { ReadyView } from "../../api/health.ts";
import type { Queryable } from "../../postgres/pool.ts";

/** Servers of accounts with a live lease that are not up to date, by why. */
export interface SyncFailures {
  unavailable: number;
  notStored: number;
}

export const noSyncFailures: SyncFailures = { unavailable: 0, notStored: 0 };

export async function countSyncFailures(db: Queryable): Promise<SyncFailures> {
  const { rows } = await db.query<{ unavailable: number; not_stored: number }>({
    name: "count-sync-failures",
    text: `
      select count(distinct g.guild_id) filter (where g.sync_error = 'unavailable')::int as unavailable,
        count(distinct g.guild_id) filter (where g.sync_error = 'not_stored')::int as not_stored
      from account_guilds g join accounts a on a.id = g.account_id
      where g.sync_error is not null and a.enabled and a.lease_expires_at > now()`,
  });
  return { unavailable: rows[0]?.unavailable ?? 0, notStored: rows[0]?.not_stored ?? 0 };
}

/** Degraded with a sentence while a server is not up to date. No names: health is read without signing in. */
export function serversCheck({ unavailable, notStored }: SyncFailures): ReadyView["checks"]["servers"] {
  const problems = [
    ...(unavailable > 0 ? [`${servers(unavailable)} an outage at the platform.`] : []),
    ...(notStored > 0
      ? [`${servers(notStored)} channels that could not be brought up to date; it is tried again.`]
      : []),
  ];
  return problems.length === 0 ? { status: "healthy" } : { status: "degraded", detail: problems.join(" ") };
}

const servers = (count: number) => (count === 1 ? "1 server has" : `${count} servers have`);
