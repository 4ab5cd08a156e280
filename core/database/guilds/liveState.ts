/** Who listens to which guild now, and how far its archive is behind: what people see of live capture. */
import type { LiveView } from "../../api/guilds.ts";
import { catchUpStarter } from "../../model/task.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { isBehind, isKeptComplete } from "./catchUp.ts";

/** A guild somebody listens to. */
export interface LiveState extends LiveView {
  state: "live" | "catching_up";
  accountId: string;
}

/** By guild: those somebody listens to, of all guilds or of one. */
export async function loadLiveStates(
  db: Queryable,
  guildId: string | null = null,
): Promise<Map<string, LiveState>> {
  const { rows } = await db.query<{
    guild_id: string;
    account_id: string;
    live_since: Date;
    is_swept: boolean;
    is_fetching: boolean;
    behind: number;
  }>({
    name: "load-live-states",
    text: `
      select l.guild_id, l.account_id, l.live_since, l.swept_at is not null as is_swept,
        exists (
          select from history_fetch_tasks t
          where t.guild_id = g.id and t.parent_task_id is null and t.started_by = '${catchUpStarter}'
            and t.status in ('pending', 'running', 'paused')) as is_fetching,
        (select count(*)::int from channels c
         where c.guild_id = g.id and ${isBehind("l.account_id")}
           and (not isempty(c.covered) or kept.is_kept)) as behind
      from live_captures l join guilds g on g.id = l.guild_id
      cross join lateral (select ${isKeptComplete} as is_kept offset 0) kept
      where l.lease_expires_at > now() and ($1::int8 is null or l.guild_id = $1)`,
    values: [guildId],
  });
  return new Map(
    rows.map((row) => [
      row.guild_id,
      {
        // Until it was looked through since listening began, nobody knows what was missed.
        state: row.is_swept && !row.is_fetching && row.behind === 0 ? "live" : "catching_up",
        since: row.live_since.toISOString(),
        behind: row.behind,
        accountId: row.account_id,
      },
    ]),
  );
}

/** As the API answers it; without a state nobody listens. */
export function toLiveView(state: LiveState | undefined | null): LiveView {
  return state
    ? { state: state.state, since: state.since, behind: state.behind }
    : { state: "off", since: null, behind: 0 };
}
