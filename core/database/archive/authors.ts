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
        select * from json_to_recordset($2::json)
          as a (id int8, name text, display_name text, avatar text, is_bot boolean, is_webhook boolean)
      ), changed as materialized (
        select a.id, a.name, a.display_name from authors a join seen using (id)
        where not seen.is_webhook and (a.name, a.display_name, a.avatar, a.is_bot)
          is distinct from (seen.name, seen.display_name, seen.avatar, seen.is_bot)
        order by a.id
        for update of a
      ), renamed as (
        insert into author_names (author_id, name, display_name)
        select changed.id, changed.name, changed.display_name from changed join seen using (id)
        where (changed.name, changed.display_name) is distinct from (seen.name, seen.display_name)
        on conflict do nothing
      ), updated as (
        update authors a
        set name = seen.name, display_name = seen.display_name, avatar = seen.avatar, is_bot = seen.is_bot,
            updated_at = now()
        from changed join seen using (id)
        where a.id = changed.id
      )
      insert into authors (id, platform, name, display_name, avatar, is_bot)
      select id, $1, name, display_name, avatar, is_bot from seen order by id
      on conflict do nothing`,
    values: [
      platform,
      toSafeJson(
        authors.map((author) => ({
          id: author.id,
          name: author.name,
          display_name: author.displayName,
          avatar: author.avatar,
          is_bot: author.isBot,
          is_webhook: author.isWebhook,
        })),
      ),
    ],
  });
}
