/** How up to date a guild's channels and permissions are, per account that reads it. */
import type { SyncError } from "../../model/setAside.ts";
import type { Queryable } from "../../postgres/pool.ts";

/**
 * Records why a guild could not be brought up to date; recordAccess ends it. A guild that was never stored gets a row
 * by its id alone, so that the failure has a place to show.
 */
export async function recordSyncError(
  db: Queryable,
  failure: { accountId: string; guildId: string; error: SyncError; detail: string },
): Promise<void> {
  await db.query({
    name: "record-sync-error",
    text: `
      with account as (
        select id, platform, is_demo from accounts where id = $1
      ), guild as (
        insert into guilds (id, platform, name, is_demo)
        select $2, account.platform, $2::int8::text, account.is_demo from account
        on conflict (id) do nothing
      )
      insert into account_guilds (account_id, guild_id, sync_error, sync_error_detail, sync_failed_at)
      select id, $2, $3, $4, now() from account
      on conflict (account_id, guild_id) do update
      set sync_error = excluded.sync_error, sync_error_detail = excluded.sync_error_detail,
          sync_failed_at = coalesce(account_guilds.sync_failed_at, excluded.sync_failed_at)`,
    values: [failure.accountId, failure.guildId, failure.error, failure.detail],
  });
}
