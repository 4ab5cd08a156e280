/** Whether anything about running tasks has moved. */
import type { Queryable } from "../../postgres/pool.ts";

/** A text that changes whenever a running task moves, begins or ends. Cheap: what runs stands in an index of its own. */
export async function readTaskPulse(db: Queryable): Promise<string> {
  const { rows } = await db.query<{ pulse: string }>({
    name: "read-task-pulse",
    text: `
      select coalesce(md5(string_agg(concat_ws(' ', id, progress, updated_at), ',' order by id)), '') as pulse
      from tasks where status = 'running'`,
  });
  return rows[0]?.pulse ?? "";
}
