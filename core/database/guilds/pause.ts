/** Pausing all work on a guild. */
import type { Queryable } from "../../postgres/pool.ts";

/** Guilds whose work is paused. */
export async function findPausedGuilds(db: Queryable): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ id: string }>({
    name: "find-paused-guilds",
    text: "select id from guilds where work_paused_at is not null",
  });
  return new Set(rows.map(({ id }) => id));
}

/** Pauses the work of a guild or lets it go on; a pause that holds keeps its beginning. */
export async function setGuildPaused(db: Queryable, guildId: string, isPaused: boolean): Promise<void> {
  await db.query({
    name: "set-guild-paused",
    text: `
      update guilds set work_paused_at = case when $2 then coalesce(work_paused_at, now()) end
      where id = $1 and (work_paused_at is not null) <> $2`,
    values: [guildId, isPaused],
  });
}
