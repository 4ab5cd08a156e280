/** saved_searches, and the notifications that alerts become. */
import type { StemLanguage } from "../../model/search/stems.ts";
import type { TaskStatus } from "../../model/task.ts";
import type { Queryable } from "../../postgres/pool.ts";

export interface SavedSearch {
  id: string;
  name: string;
  query: string;
  timezone: string;
  forms: StemLanguage | null;
  /** Who is told of new messages that fit; empty: nobody. */
  alertTargetIds: string[];
  /** Null when nobody is told. */
  alertSince: Date | null;
  createdAt: Date;
}

export interface ListedSearch extends SavedSearch {
  /** When it last told somebody, as far as deliveries are kept; null when it did not. */
  lastToldAt: Date | null;
  /** What became of that delivery. */
  lastToldStatus: TaskStatus | null;
}

export type SavedSearchFields = Pick<SavedSearch, "name" | "query" | "timezone" | "forms" | "alertTargetIds">;

/** More would make every new message dear. */
export const mostSaved = 100;

const columns = `s.id, s.name, s.query, s.timezone, s.forms, s.alert_target_ids as "alertTargetIds",
      s.alert_since as "alertSince", s.created_at as "createdAt"`;

/** All of them by name, or the one with this number. */
export async function listSavedSearches(db: Queryable, id: string | null = null): Promise<ListedSearch[]> {
  const { rows } = await db.query<ListedSearch>({
    name: "list-saved-searches",
    text: `
      select ${columns}, told.created_at as "lastToldAt", told.status as "lastToldStatus"
      from saved_searches s
      left join lateral (
        select t.created_at, t.status from notification_tasks t
        where t.event = 'keyword_alert' and t.facts ->> 'searchId' = s.id::text
        order by t.id desc limit 1
      ) told on true
      where $1::int8 is null or s.id = $1
      order by lower(s.name), s.id`,
    values: [id],
  });
  return rows;
}

/** Those whose new hits somebody is told of. */
export async function listAlerts(db: Queryable): Promise<SavedSearch[]> {
  const { rows } = await db.query<SavedSearch>({
    name: "list-alerts",
    text: `select ${columns} from saved_searches s where s.alert_since is not null order by s.id`,
  });
  return rows;
}

/** Keeps a search and returns its number; null when there are as many as there may be. */
export async function insertSavedSearch(db: Queryable, search: SavedSearchFields): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>({
    name: "insert-saved-search",
    text: `
      insert into saved_searches (name, query, timezone, forms, alert_target_ids, alert_since)
      select $1, $2, $3, $4, $5::int8[], case when $5::int8[] <> '{}' then now() end
      where (select count(*) from saved_searches) < $6
      returning id`,
    values: [search.name, search.query, search.timezone, search.forms, search.alertTargetIds, mostSaved],
  });
  return rows[0]?.id ?? null;
}

/** Changes it; what is undefined stays. False when there is none. A changed query is told of from now on. */
export async function updateSavedSearch(
  db: Queryable,
  id: string,
  change: { [Field in keyof SavedSearchFields]?: SavedSearchFields[Field] | undefined },
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "update-saved-search",
    text: `
      update saved_searches
      set name = coalesce($2, name), query = coalesce($3, query), timezone = coalesce($4, timezone),
          forms = case when $5 then $6 else forms end,
          alert_target_ids = coalesce($7::int8[], alert_target_ids),
          alert_since = case
            when coalesce($7::int8[], alert_target_ids) = '{}' then null
            when $3 is distinct from query and $3 is not null then now()
            else coalesce(alert_since, now()) end,
          updated_at = now()
      where id = $1`,
    values: [
      id,
      change.name ?? null,
      change.query ?? null,
      change.timezone ?? null,
      change.forms !== undefined,
      change.forms ?? null,
      change.alertTargetIds ?? null,
    ],
  });
  return rowCount === 1;
}

/** Forgets it; false when there is none. */
export async function deleteSavedSearch(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "delete-saved-search",
    text: "delete from saved_searches where id = $1",
    values: [id],
  });
  return rowCount === 1;
}

/** What is told of new messages that fit: how many, and the first of them. */
export interface AlertHit {
  searchId: string;
  searchName: string;
  guildId: string;
  channelId: string;
  messageId: string;
  authorId: string | null;
  excerpt: string;
  count: number;
}

/**
 * Queues a notification of hits to those who are told of the search, within the transaction that stores the messages: each
 * message is stored once, so that it is told of once.
 */
export async function queueAlert(tx: Queryable, hit: AlertHit): Promise<void> {
  await tx.query({
    name: "queue-alert",
    text: `
      insert into notification_tasks (target_id, lane, key, event, occasion, facts, started_by)
      select t.id, coalesce(t.guild_id, 0), t.id, 'keyword_alert', format('search:%s:%s:%s', $1::text, $3::text, $4::text),
        jsonb_build_object('searchId', $1::text, 'searchName', $2::text, 'guildId', $7::text, 'channelId', $3::text,
          'messageId', $4::text, 'hits', $6::int, 'message', $8::text,
          'guildName', (select g.name from guilds g where g.id = $7::int8),
          'channelName', (select c.name from channels c where c.id = $3::int8),
          'authorName', (select coalesce(a.display_name, a.name) from authors a where a.id = $5::int8)),
        'event'
      from notification_targets t join saved_searches s on s.id = $1::int8 and t.id = any(s.alert_target_ids)
      where t.enabled
      on conflict (target_id, occasion) do nothing`,
    values: [
      hit.searchId,
      hit.searchName,
      hit.channelId,
      hit.messageId,
      hit.authorId,
      hit.count,
      hit.guildId,
      hit.excerpt,
    ],
  });
}
