/** What could not be stored as sent: kept in its raw form, left out of the coverage, tried again after an upgrade. */
import { type Coverage, parseMultirange } from "../../coverage.ts";
import type { Platform } from "../../model/platform.ts";
import type { SetAsideKind, SetAsideReason } from "../../model/setAside.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { version } from "../../version.ts";

/** A thing that is set aside. Ids are decimal strings. */
export interface SetAsideItem {
  kind: SetAsideKind;
  /** Null where the id is what is wrong with it. */
  id: string | null;
  /** Messages: the ids [fromId, toId) that coverage leaves out for it; null for entries of a listing. */
  place: { fromId: string; toId: string } | null;
  reason: SetAsideReason;
  /** The reason in a sentence for people. */
  message: string;
  /** JSON text without any character PostgreSQL refuses (toRawText). */
  raw: string;
}

/** Records what is set aside now; what was already is brought up to date. Safe to repeat. */
export async function recordSetAside(
  db: Queryable,
  where: { guildId: string; channelId: string | null },
  items: readonly SetAsideItem[],
): Promise<void> {
  if (items.length === 0) return;
  await db.query({
    name: "record-set-aside",
    text: `
      insert into set_aside (platform, guild_id, channel_id, version, kind, item_id, from_id, to_id, reason, message, raw)
      select distinct on (kind, coalesce(item_id::text, md5(raw)))
        case when $1 >= 1000000000000000 then 'discord' else 'telegram' end, $1, $2::int8, $3, i.*
      from json_to_recordset($4::json) as i (kind text, item_id int8, from_id int8, to_id int8, reason text,
        message text, raw text)
      order by kind, coalesce(item_id::text, md5(raw))
      on conflict (guild_id, coalesce(channel_id, 0), kind, coalesce(item_id::text, md5(raw))) where resolved_at is null
      do update set from_id = excluded.from_id, to_id = excluded.to_id, reason = excluded.reason,
        message = excluded.message, raw = excluded.raw, version = excluded.version, updated_at = now()`,
    values: [
      where.guildId,
      where.channelId,
      version,
      JSON.stringify(
        items.map((item) => ({
          kind: item.kind,
          item_id: item.id,
          from_id: item.place?.fromId,
          to_id: item.place?.toId,
          reason: item.reason,
          message: item.message,
          raw: item.raw,
        })),
      ),
    ],
  });
}

/**
 * Resolves messages that stood in [fromId, toId) and are not among `still`: that interval was just read completely, so
 * they are stored now, or gone from the platform.
 */
export async function resolveMessages(
  tx: Queryable,
  channelId: string,
  proven: { fromId: string; toId: string },
  still: readonly SetAsideItem[],
): Promise<void> {
  await tx.query({
    name: "resolve-set-aside-messages",
    text: `
      update set_aside set resolved_at = now(), updated_at = now()
      where channel_id = $1 and resolved_at is null and from_id >= $2 and to_id <= $3
        and coalesce(item_id::text, raw) <> all($4::text[])`,
    values: [channelId, proven.fromId, proven.toId, still.map((item) => item.id ?? item.raw)],
  });
}

/** Resolves entries of a guild's listing that are not among `still`, what was set aside of the newest one. */
export async function resolveListing(
  db: Queryable,
  guildId: string,
  still: readonly SetAsideItem[],
): Promise<void> {
  await db.query({
    name: "resolve-set-aside-listing",
    text: `
      update set_aside set resolved_at = now(), updated_at = now()
      where guild_id = $1 and channel_id is null and resolved_at is null
        and coalesce(item_id::text, raw) <> all($2::text[])`,
    values: [guildId, still.map((item) => item.id ?? item.raw)],
  });
}

/** What of a channel is set aside. */
export interface OpenSetAside {
  /** The ids that this very version could not store: reading them again would end the same. */
  triedNow: Coverage;
  /** True when anything at all is set aside in the channel. */
  isAny: boolean;
}

export async function findOpenSetAside(db: Queryable, channelId: string): Promise<OpenSetAside> {
  const { rows } = await db.query<{ tried_now: string; is_any: boolean }>({
    name: "find-open-set-aside",
    text: `
      select coalesce(range_agg(int8range(from_id, to_id)) filter (where version = $2), '{}') as tried_now,
        count(*) > 0 as is_any
      from set_aside where channel_id = $1 and resolved_at is null`,
    values: [channelId, version],
  });
  return { triedNow: parseMultirange(rows[0]?.tried_now ?? "{}"), isAny: rows[0]?.is_any ?? false };
}

/** How many examples a warning names. More would make the row long, fewer would hide causes. */
const namedExamples = 3;

/** How many messages of a channel are set aside within (after, before), and the first of them in words; null for none. */
export async function describeSetAside(
  db: Queryable,
  channelId: string,
  range: { afterId: string | null; beforeId: string | null },
): Promise<string | null> {
  const { rows } = await db.query<{
    total: number;
    item_id: string | null;
    from_id: string;
    message: string;
  }>({
    name: "describe-set-aside",
    text: `
      select (count(*) over ())::int as total, item_id, from_id, message
      from set_aside
      where channel_id = $1 and resolved_at is null
        and ($2::int8 is null or to_id > $2 + 1) and ($3::int8 is null or from_id < $3)
      order by from_id limit ${namedExamples}`,
    values: [channelId, range.afterId, range.beforeId],
  });
  const total = rows[0]?.total ?? 0;
  if (total === 0) return null;
  const examples = rows.map(
    (row) => `${row.item_id ?? `one without an id after ${BigInt(row.from_id) - 1n}`} (${row.message})`,
  );
  return (
    `${total} ${total === 1 ? "message" : "messages"} could not be stored as sent and ${total === 1 ? "is" : "are"} set aside: ` +
    `${examples.join("; ")}${total > examples.length ? "; …" : ""}. All others were archived; it is tried again after an upgrade.`
  );
}

/**
 * Starts a fetch over each channel that has messages which another version set aside: this one may know better.
 * Repeats of a fetch that is open already change nothing. Returns how many were started.
 */
export async function enqueueSetAsideRetries(db: Queryable, platform: Platform): Promise<number> {
  const { rowCount } = await db.query({
    name: "enqueue-set-aside-retries",
    text: `
      insert into history_fetch_tasks (guild_id, channel_id, after_message_id, before_message_id, started_by)
      select s.guild_id, s.channel_id, nullif(min(s.from_id) - 1, -1), max(s.to_id), 'upgrade'
      from set_aside s join channels c on c.id = s.channel_id
      where s.resolved_at is null and s.version <> $1 and s.platform = $2 and c.removed_at is null
      group by s.guild_id, s.channel_id
      on conflict do nothing`,
    values: [version, platform],
  });
  return rowCount ?? 0;
}
