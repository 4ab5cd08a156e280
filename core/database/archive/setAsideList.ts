/** What is set aside in a guild, as the console lists it. */
import type { z } from "zod";
import type { SetAsideListView, SetAsideQuery, SetAsideView } from "../../api/setAside.ts";
import type { SetAsideKind, SetAsideReason } from "../../model/setAside.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { parseCursor, toCursor } from "../cursor.ts";

/** A message is rarely longer; a list of longer ones would weigh down the page. */
const mostRawCharacters = 20_000;

interface Row {
  id: string;
  kind: SetAsideKind;
  channel_id: string | null;
  channel_name: string | null;
  item_id: string | null;
  reason: SetAsideReason;
  message: string;
  raw: string;
  version: string;
  created_at: Date;
  updated_at: Date;
  resolved_at: Date | null;
}

/** A page of it, newest first. Throws AppError for a cursor that is none. */
export async function listSetAside(
  db: Queryable,
  guildId: string,
  query: z.output<typeof SetAsideQuery>,
): Promise<SetAsideListView> {
  const isOfInterest = `guild_id = $1 and ($2::int8 is null or channel_id = $2)
    and ($3 = 'all' or ($3 = 'open') = (resolved_at is null))`;
  const before = query.cursor === undefined ? null : parseCursor(query.cursor);
  const channelId = query.channelId ?? null;
  const [{ rows }, { rows: counted }] = await Promise.all([
    db.query<Row>({
      name: "list-set-aside",
      text: `
        select s.id, s.kind, s.channel_id, c.name as channel_name, s.item_id, s.reason, s.message,
          left(s.raw, ${mostRawCharacters}) as raw, s.version, s.created_at, s.updated_at, s.resolved_at
        from (
          select * from set_aside where ${isOfInterest} and ($4::int8 is null or id < $4) order by id desc limit $5::int + 1) s
        left join channels c on c.id = s.channel_id
        order by s.id desc`,
      values: [guildId, channelId, query.state, before, query.limit],
    }),
    db.query<{ total: number }>({
      name: "count-set-aside",
      text: `select count(*)::int as total from set_aside where ${isOfInterest}`,
      values: [guildId, channelId, query.state],
    }),
  ]);
  const page = rows.slice(0, query.limit);
  return {
    items: page.map(toView),
    total: counted[0]?.total ?? 0,
    nextCursor: rows.length > query.limit ? toCursor(page.at(-1)?.id ?? "0") : null,
  };
}

/** How many things of a guild are set aside now. */
export async function countOpenSetAside(db: Queryable, guildId: string): Promise<number> {
  const { rows } = await db.query<{ open: number }>({
    name: "count-open-set-aside",
    text: "select count(*)::int as open from set_aside where guild_id = $1 and resolved_at is null",
    values: [guildId],
  });
  return rows[0]?.open ?? 0;
}

function toView(row: Row): SetAsideView {
  return {
    id: row.id,
    kind: row.kind,
    channelId: row.channel_id,
    channelName: row.channel_name,
    itemId: row.item_id,
    reason: row.reason,
    message: row.message,
    raw: row.raw,
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    resolvedAt: row.resolved_at?.toISOString() ?? null,
  };
}
