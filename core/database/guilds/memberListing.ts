/** Listing the members of guilds: what events missed while nobody listened is made up for. */
import type { Queryable } from "../../postgres/pool.ts";

export interface ListedMember {
  userId: string;
  nick: string | null;
  roleIds: readonly string[];
  joinedAt: Date | null;
}

/**
 * Records listed members: who is new joined, whoever differs changed, and is told of as such. Others are left alone. To be
 * called in a transaction that has asked who is forgotten.
 */
export async function recordListedMembers(
  tx: Queryable,
  guildId: string,
  members: readonly ListedMember[],
): Promise<void> {
  if (members.length === 0) return;
  await tx.query({
    name: "record-listed-members",
    text: `
      with listed as (
        select l.user_id, l.nick, l.joined_at, array(select jsonb_array_elements_text(l.role_ids)::int8) as role_ids
        from jsonb_to_recordset($2::jsonb) as l (user_id int8, nick text, joined_at timestamptz, role_ids jsonb)
      ), known as materialized (
        select m.user_id, m.left_at from members m join listed using (user_id) where m.guild_id = $1
      ), stored as (
        insert into members as m (guild_id, user_id, nick, role_ids, joined_at)
        select $1, user_id, nick, role_ids, joined_at from listed order by user_id
        on conflict (guild_id, user_id) do update
          set nick = excluded.nick, role_ids = excluded.role_ids, joined_at = coalesce(excluded.joined_at, m.joined_at),
              left_at = null, updated_at = now()
          where m.left_at is not null or (m.nick, m.role_ids) is distinct from (excluded.nick, excluded.role_ids)
        returning m.user_id, m.nick, m.role_ids, m.joined_at
      )
      insert into member_events (guild_id, user_id, kind, at, nick, role_ids)
      select $1, s.user_id, case when k.user_id is null or k.left_at is not null then 'joined' else 'updated' end,
        case when k.user_id is null or k.left_at is not null then coalesce(s.joined_at, now()) else now() end,
        s.nick, s.role_ids
      from stored s left join known k using (user_id)
      order by s.joined_at, s.user_id`,
    values: [
      guildId,
      JSON.stringify(
        members.map(({ userId, nick, roleIds, joinedAt }) => ({
          user_id: userId,
          nick,
          joined_at: joinedAt,
          role_ids: roleIds,
        })),
      ),
    ],
  });
}

/**
 * The listing is complete: whoever was a member before it began and is not in it has left; when, nobody saw. Returns how many.
 */
export async function finishListing(
  tx: Queryable,
  guildId: string,
  listing: { startedAt: Date; userIds: readonly string[] },
): Promise<number> {
  const { rows } = await tx.query<{ gone: number }>({
    name: "finish-member-listing",
    text: `
      with gone as (
        update members m set left_at = now(), updated_at = now()
        where guild_id = $1 and left_at is null and updated_at < $2 and user_id <> all($3::int8[])
        returning user_id, nick, role_ids
      ), told as (
        insert into member_events (guild_id, user_id, kind, nick, role_ids)
        select $1, user_id, 'left', nick, role_ids from gone
      ), noted as (
        update guilds set members_listed_at = now(), members_error = null where id = $1
      )
      select count(*)::int as gone from gone`,
    values: [guildId, listing.startedAt, listing.userIds],
  });
  return rows[0]?.gone ?? 0;
}

/** Records why a guild's members could not be listed. */
export async function noteListingError(
  db: Queryable,
  guildId: string,
  error: "not_allowed" | "unavailable",
): Promise<void> {
  await db.query({
    name: "note-member-listing-error",
    text: "update guilds set members_error = $2 where id = $1 and members_error is distinct from $2",
    values: [guildId, error],
  });
}

/** Those of the guilds whose members were not listed for so long. */
export async function findListingDue(
  db: Queryable,
  guildIds: readonly string[],
  olderThanSeconds: number,
): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: "find-member-listing-due",
    text: `
      select id from guilds
      where id = any($1::int8[])
        and (members_listed_at is null or members_listed_at < now() - make_interval(secs => $2))
      order by members_listed_at nulls first, id`,
    values: [guildIds, olderThanSeconds],
  });
  return rows.map(({ id }) => id);
}

/** The database's clock, by which it is written when members last changed. */
export async function findNow(db: Queryable): Promise<Date> {
  const { rows } = await db.query<{ now: Date }>({ name: "find-now", text: "select now() as now" });
  return rows[0]?.now ?? new Date();
}
