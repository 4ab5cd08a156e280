/** Members of guilds, as events tell of them. */
import type { Queryable } from "../../postgres/pool.ts";

export interface MemberChange {
  kind: "joined" | "updated" | "left";
  userId: string;
  nick: string | null;
  roleIds: readonly string[];
  /** By the platform; null where it does not say. */
  joinedAt: Date | null;
}

/**
 * Records changes of one guild in their order. An update that changes nothing we know leaves no trace: platforms announce
 * much that is not kept here. To be called in the transaction that stores the batch.
 */
export async function recordMemberChanges(
  tx: Queryable,
  guildId: string,
  changes: readonly MemberChange[],
): Promise<void> {
  for (const change of changes) {
    await tx.query({
      name: "record-member-change",
      text: `
        with stored as (
          insert into members as m (guild_id, user_id, nick, role_ids, joined_at, left_at)
          values ($1, $2, $4, $5::int8[], $6, case when $3 = 'left' then now() end)
          on conflict (guild_id, user_id) do update
            set nick = case when $3 = 'left' then m.nick else excluded.nick end,
                role_ids = case when $3 = 'left' then m.role_ids else excluded.role_ids end,
                joined_at = coalesce(excluded.joined_at, m.joined_at), left_at = excluded.left_at,
                updated_at = now()
            where $3 <> 'updated' or m.left_at is not null
              or (m.nick, m.role_ids) is distinct from (excluded.nick, excluded.role_ids)
          returning m.nick, m.role_ids
        )
        insert into member_events (guild_id, user_id, kind, at, nick, role_ids)
        select $1, $2, $3, case when $3 = 'joined' then coalesce($6, now()) else now() end, nick, role_ids from stored`,
      values: [guildId, change.userId, change.kind, change.nick, change.roleIds, change.joinedAt],
    });
  }
}
