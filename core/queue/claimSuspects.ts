/** Taking suspects: a few at once, and in the end alone. */
import type { Queryable } from "../postgres/pool.ts";
import { withoutWaiting } from "./asynchronously.ts";
import { type ClaimRequest, pausedLanes, takeChosen, whileRaced } from "./claim.ts";
import { aloneFrom, groupSize, suspectFrom } from "./suspects.ts";
import type { TaskBase, TaskTable } from "./taskTable.ts";

/**
 * Claims due suspects, the less suspected first: they clear themselves by their first progress and make room. Never
 * more than `groupSize` in the worker's hand, of any kind; never more than `together` as soon as one of them was in hand at
 * three deaths (0: those are left), and one that was charged only when no other suspect is. Concurrent callers never get
 * the same task; one worker must not call it twice at once.
 */
export async function claimSuspects<Task extends TaskBase>(
  db: Queryable,
  table: TaskTable<Task>,
  request: ClaimRequest & { together: number },
): Promise<Task[]> {
  if (request.limit < 1 || request.lanes.length === 0) return [];
  return whileRaced(async () => {
    const { rows } = await db.query<Record<string, unknown>>({
      name: `claim-suspects-${table.name}`,
      text: claimSuspectsText(table),
      values: [request.workerId, request.lanes, request.leaseSeconds, request.limit, request.together],
    });
    return rows.map((row) => table.toTask(row));
  });
}

const claimSuspectsText = ({ name, lane, key }: Pick<TaskTable<TaskBase>, "name" | "lane" | "key">) => `
  with ${withoutWaiting},
  held as materialized (
    select count(*) as suspects, coalesce(max(crash_count), 0) as worst from tasks
    where status = 'running' and worker_id = $1 and crash_count >= ${suspectFrom}
  ),
  due as (
    select distinct on (coalesce(t.${key}, -t.id)) t.id, t.crash_count, t.run_at from ${name} t
    where t.status = 'pending' and t.crash_count >= ${suspectFrom} and t.run_at <= now() and t.${lane} = any ($2::int8[])
      and t.${lane} not in (${pausedLanes})
      and coalesce(t.${key}, -t.id) not in (
        select coalesce(r.${key}, -r.id) from ${name} r where r.status = 'running')
    order by coalesce(t.${key}, -t.id), t.crash_count, t.run_at, t.id
  ),
  queued as (
    select id, crash_count, row_number() over (order by crash_count, run_at, id) as place from due
  ),
  chosen as materialized (
    select free.id from queued q cross join held
    cross join lateral (
      select t.id from ${name} t where t.id = q.id and t.status = 'pending' for update skip locked
    ) free
    where q.place <= $4 and ($5::int > 0 or q.crash_count < ${aloneFrom}) and held.suspects + q.place <=
      case when greatest(held.worst, q.crash_count) > ${aloneFrom} then 1
        when greatest(held.worst, q.crash_count) = ${aloneFrom} then greatest($5, 1)
        else ${groupSize} end
  )
  ${takeChosen(name)}`;
