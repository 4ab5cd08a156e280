/** Platform users as last seen. */
import type { Platform } from "../../model/platform.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { toSafeJson } from "./messages.ts";

export interface ArchiveAuthor {
  id: string;
  name: string;
  displayName: string | null;
  avatar: string | null;
  isBot: boolean;
  /** Webhooks take another name with every message: theirs is stored once and never counts as a rename. */
  isWebhook: boolean;
}

/**
 * Stores authors as an export names them: people unknown so far, marked as imported. Of the others a name that is not theirs
 * now is kept as an earlier one. Safe to repeat.
 */
export async function insertImportedAuthors(
  db: Queryable,
  platform: Platform,
  authors: readonly ArchiveAuthor[],
): Promise<void> {
  if (authors.length === 0) return;
  await db.query({
    name: "insert-imported-authors",
    text: `
      with seen as (
        select * from json_to_recordset($2::json) as a (${authorRecord})
      ), renamed as (
        insert into author_names (author_id, name, display_name)
        select a.id, seen.name, seen.display_name from authors a join seen using (id)
        where not seen.is_webhook and seen.name <> a.name and seen.name is distinct from a.display_name
          and seen.name <> seen.id::text
          and not exists (select from author_names n where n.author_id = a.id and n.name = seen.name)
        on conflict do nothing
      )
      insert into authors (id, platform, name, display_name, avatar, is_bot, is_imported)
      select id, $1, name, display_name, avatar, is_bot, true from seen order by id
      on conflict do nothing`,
    values: [platform, toSafeJson(authors.map(toAuthorRecord))],
  });
}

/**
 * Stores authors as last seen and keeps their earlier names. Rows are written in id order and only where
 * something changed, so that many pages at once do not wait for one another. Safe to repeat.
 */
export async function upsertAuthors(
  db: Queryable,
  platform: Platform,
  authors: readonly ArchiveAuthor[],
): Promise<void> {
  if (authors.length === 0) return;
  await db.query({
    name: "upsert-authors",
    text: `
      with seen as (
        select * from json_to_recordset($2::json) as a (${authorRecord})
      ), changed as materialized (
        select a.id, a.name, a.display_name, a.is_imported from authors a join seen using (id)
        where (a.is_imported or not seen.is_webhook) and (a.name, a.display_name, a.avatar, a.is_bot, a.is_imported)
          is distinct from (seen.name, seen.display_name, seen.avatar, seen.is_bot, false)
        order by a.id
        for update of a
      ), renamed as (
        insert into author_names (author_id, name, display_name)
        select changed.id, changed.name, changed.display_name from changed join seen using (id)
        where (changed.name, changed.display_name) is distinct from (seen.name, seen.display_name)
          -- An export's display name is the nickname of one server: no name that was given up.
          and not (changed.is_imported
            and (changed.name in (seen.name, seen.display_name) or seen.is_webhook))
        on conflict do nothing
      ), updated as (
        update authors a
        set name = seen.name, display_name = seen.display_name, avatar = seen.avatar, is_bot = seen.is_bot,
            is_imported = false, updated_at = now()
        from changed join seen using (id)
        where a.id = changed.id
      )
      insert into authors (id, platform, name, display_name, avatar, is_bot)
      select id, $1, name, display_name, avatar, is_bot from seen order by id
      on conflict do nothing`,
    values: [platform, toSafeJson(authors.map(toAuthorRecord))],
  });
}

const authorRecord = "id int8, name text, display_name text, avatar text, is_bot boolean, is_webhook boolean";

const toAuthorRecord = (author: ArchiveAuthor) => ({
  id: author.id,
  name: author.name,
  display_name: author.displayName,
  avatar: author.avatar,
  is_bot: author.isBot,
  is_webhook: author.isWebhook,
});
