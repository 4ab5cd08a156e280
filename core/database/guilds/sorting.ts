/** How operators sort their servers and chats: by group and priority. */
import type { Queryable } from "../../postgres/pool.ts";

/** What operators say of a chat or server; undefined leaves it, an empty group removes it. */
export async function updateGuildSorting(
  db: Queryable,
  guildId: string,
  change: { groupName?: string | undefined; priority?: number | undefined },
): Promise<void> {
  await db.query({
    name: "update-guild-sorting",
    text: `
      update guilds
      set group_name = case when $2::text is null then group_name else nullif($2, '') end,
          priority = coalesce($3::int2, priority), updated_at = now()
      where id = $1 and ($2::text is not null or $3::int2 is not null)`,
    values: [guildId, change.groupName ?? null, change.priority ?? null],
  });
}
