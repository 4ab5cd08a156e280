/**
 * The people of a guild: its members, and whoever wrote there. People who opted out are left out; erased people are nowhere
 * to be found anyway.
 */
import { mostCountedMessages } from "../../model/person.ts";
import type { Queryable } from "../../postgres/pool.ts";

export interface PersonRecord {
  id: string;
  userName: string;
  displayName: string | null;
  nick: string | null;
  isBot: boolean;
  isMember: boolean | null;
  roleIds: string[];
  joinedAt: Date | null;
  leftAt: Date | null;
  /** What the list is sorted by, as text. */
  sortKey: string;
}

const personColumns = `
  a.id, a.name as "userName", a.display_name as "displayName", m.nick, a.is_bot as "isBot",
  case when m.user_id is not null then m.left_at is null end as "isMember",
  coalesce(m.role_ids, '{}')::text[] as "roleIds", m.joined_at as "joinedAt", m.left_at as "leftAt"`;

/** SQL: the author `a`, beside the member `m` of the guild $1, belongs to it and did not opt out. */
const isThere = `
  (m.user_id is not null or exists (select from messages w where w.author_id = a.id and w.guild_id = $1))
  and not exists (select from forgotten f where f.kind = 'person' and f.subject_id = a.id)`;

export interface PeoplePage {
  guildId: string;
  /** Part of a name or a whole id; null for all. */
  search: string | null;
  show: "all" | "members" | "left";
  sort: "name" | "joined";
  /** The last row of the page before. */
  after: { sortKey: string; id: string } | null;
  limit: number;
}

/** How what a list is sorted by reads as text that sorts alike: names folded, times from the newest down. */
const sortKeys = {
  // Cut, since it travels in cursors; ids tell apart whom 30 characters do not.
  name: "left(lower(coalesce(m.nick, a.display_name, a.name)), 30)",
  joined:
    "lpad((20000000000000 - (extract(epoch from coalesce(m.joined_at, '1970-01-01')) * 1000)::int8)::text, 14, '0')",
};

/** A page of the people of a guild, by `sort`, then by id. */
export async function listPeople(db: Queryable, page: PeoplePage): Promise<PersonRecord[]> {
  const { rows } = await db.query<PersonRecord>({
    name: `list-people-by-${page.sort}`,
    text: `
      select * from (
        select ${personColumns}, ${sortKeys[page.sort]} collate "C" as "sortKey"
        from authors a left join members m on m.guild_id = $1 and m.user_id = a.id
        where ${isThere}
          and ($2::text is null or a.id::text = $2
            or strpos(lower(concat_ws(' ', m.nick, a.display_name, a.name)), lower($2)) > 0)
          and ($3 = 'all' or (m.user_id is not null and (m.left_at is null) = ($3 = 'members')))
      ) p
      where $4::text is null or ("sortKey", id) > ($4::text collate "C", $5::int8)
      order by "sortKey", id limit $6`,
    values: [
      page.guildId,
      page.search,
      page.show,
      page.after?.sortKey ?? null,
      page.after?.id ?? null,
      page.limit,
    ],
  });
  return rows;
}

/** Null for whom the guild does not know, and who opted out. */
export async function findPerson(
  db: Queryable,
  guildId: string,
  personId: string,
): Promise<PersonRecord | null> {
  const { rows } = await db.query<PersonRecord>({
    name: "find-person",
    text: `
      select ${personColumns}, '' as "sortKey"
      from authors a left join members m on m.guild_id = $1 and m.user_id = a.id
      where a.id = $2 and ${isThere}`,
    values: [guildId, personId],
  });
  return rows[0] ?? null;
}

/** Archived messages of each person in a guild, counted up to a bound. */
export async function countMessages(
  db: Queryable,
  guildId: string,
  personIds: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await db.query<{ id: string; count: number }>({
    name: "count-messages-of-people",
    text: `
      select p.id, c.count from unnest($2::int8[]) as p (id)
      cross join lateral (
        select count(*)::int as count from (
          select from messages where author_id = p.id and guild_id = $1 limit ${mostCountedMessages}) counted
      ) c`,
    values: [guildId, personIds],
  });
  return new Map(rows.map(({ id, count }) => [id, count]));
}

export interface PersonChannel {
  id: string;
  name: string;
  messageCount: number;
  firstMessageId: string;
  lastMessageId: string;
  firstAt: Date;
  lastAt: Date;
}

/** The channels of a guild in which a person wrote, most first. */
export async function listChannelsOfPerson(
  db: Queryable,
  guildId: string,
  personId: string,
): Promise<PersonChannel[]> {
  const { rows } = await db.query<PersonChannel>({
    name: "list-channels-of-person",
    text: `
      select s.channel_id as id, coalesce(c.name, s.channel_id::text) as name, s.count as "messageCount",
        s.first as "firstMessageId", s.last as "lastMessageId", f.created_at as "firstAt", l.created_at as "lastAt"
      from (
        select channel_id, count(*)::int as count, min(id) as first, max(id) as last
        from messages where author_id = $2 and guild_id = $1 group by channel_id
      ) s
      join messages f on f.channel_id = s.channel_id and f.id = s.first
      join messages l on l.channel_id = s.channel_id and l.id = s.last
      left join channels c on c.id = s.channel_id
      order by s.count desc, s.channel_id`,
    values: [guildId, personId],
  });
  return rows;
}

/** The how-manyth of the members a person is by the time of joining, and how many are there; null when not known. */
export async function findJoinPosition(
  db: Queryable,
  guildId: string,
  personId: string,
): Promise<{ position: number | null; members: number }> {
  const { rows } = await db.query<{ position: number | null; members: number }>({
    name: "find-join-position",
    text: `
      select count(*)::int as members,
        case when bool_or(user_id = $2 and joined_at is not null) then
          (count(*) filter (where (joined_at, user_id) <= (select joined_at, user_id from members
            where guild_id = $1 and user_id = $2)))::int
        end as position
      from members where guild_id = $1 and left_at is null`,
    values: [guildId, personId],
  });
  return rows[0] ?? { position: null, members: 0 };
}

/** Earlier user and display names, newest first. */
export async function listEarlierNames(
  db: Queryable,
  personId: string,
): Promise<{ name: string; displayName: string | null; until: Date }[]> {
  const { rows } = await db.query<{ name: string; displayName: string | null; until: Date }>({
    name: "list-earlier-names",
    text: `
      select name, display_name as "displayName", replaced_at as until from author_names
      where author_id = $1 order by replaced_at desc limit 100`,
    values: [personId],
  });
  return rows;
}

export interface MemberEventRecord {
  kind: "joined" | "updated" | "left";
  at: Date;
  nick: string | null;
  roleIds: string[];
}

/** What happened to a member, newest first. */
export async function listMemberEvents(
  db: Queryable,
  guildId: string,
  personId: string,
  limit: number,
): Promise<MemberEventRecord[]> {
  const { rows } = await db.query<MemberEventRecord>({
    name: "list-member-events",
    text: `
      select kind, at, nick, role_ids::text[] as "roleIds" from member_events
      where user_id = $2 and guild_id = $1 order by id desc limit $3`,
    values: [guildId, personId, limit],
  });
  return rows;
}

export interface PersonMessage {
  id: string;
  channelId: string;
  channelName: string;
  excerpt: string;
  createdAt: Date;
  deletedAt: Date | null;
  attachmentCount: number;
}

/** A person's messages in a guild below an id, newest first, across its channels. */
export async function listMessagesOfPerson(
  db: Queryable,
  guildId: string,
  personId: string,
  page: { before: { id: string; channelId: string } | null; limit: number },
): Promise<PersonMessage[]> {
  const { rows } = await db.query<PersonMessage>({
    name: "list-messages-of-person",
    // Newest of each channel first, then of all: the index gives them in order per channel.
    text: `
      select m.id, m.channel_id as "channelId", coalesce(c.name, m.channel_id::text) as "channelName",
        left(m.content, 300) as excerpt, m.created_at as "createdAt", m.deleted_at as "deletedAt",
        (select count(*)::int from attachments f where f.channel_id = m.channel_id and f.message_id = m.id)
          as "attachmentCount"
      from (
        select k.id, k.channel_id from (
          select distinct channel_id from messages where author_id = $2 and guild_id = $1
        ) w
        cross join lateral (
          select id, channel_id from messages s
          where s.author_id = $2 and s.guild_id = $1 and s.channel_id = w.channel_id
            and ($3::int8 is null or (s.id, s.channel_id) < ($3, $4::int8))
          order by s.id desc limit $5
        ) k
        order by k.id desc, k.channel_id desc limit $5
      ) n
      join messages m on m.channel_id = n.channel_id and m.id = n.id
      left join channels c on c.id = m.channel_id
      order by m.id desc, m.channel_id desc`,
    values: [guildId, personId, page.before?.id ?? null, page.before?.channelId ?? null, page.limit],
  });
  return rows;
}

/** Roles of a guild by id; those that were deleted are among them. */
export async function loadRoles(
  db: Queryable,
  guildId: string,
): Promise<Map<string, { id: string; name: string; color: number }>> {
  const { rows } = await db.query<{ id: string; name: string; color: number }>({
    name: "load-roles",
    text: "select id, name, color from guild_roles where guild_id = $1 order by position desc, id",
    values: [guildId],
  });
  return new Map(rows.map((role) => [role.id, role]));
}

/** When a guild's members were last listed, and why not. */
export async function findListingState(
  db: Queryable,
  guildId: string,
): Promise<{ listedAt: Date | null; error: "not_allowed" | "unavailable" | null }> {
  const { rows } = await db.query<{ listedAt: Date | null; error: "not_allowed" | "unavailable" | null }>({
    name: "find-member-listing-state",
    text: `select members_listed_at as "listedAt", members_error as error from guilds where id = $1`,
    values: [guildId],
  });
  return rows[0] ?? { listedAt: null, error: null };
}
