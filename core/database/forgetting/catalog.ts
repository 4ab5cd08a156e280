/** What tables there are: erasing and scanning go by it, so that a table added later takes part by its columns' names. */
import type { Queryable } from "../../postgres/pool.ts";

export interface TableColumn {
  table: string;
  column: string;
  /** As PostgreSQL names the type inside: int8, text, jsonb, _int8 (an array), … */
  type: string;
}

/** Every column of every table of ours. */
export async function listColumns(db: Queryable): Promise<TableColumn[]> {
  const { rows } = await db.query<TableColumn>({
    name: "list-columns",
    text: `
      select c.table_name as "table", c.column_name as "column", c.udt_name as type
      from information_schema.columns c
      join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
      where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.table_name <> 'pgmigrations'
      order by c.table_name, c.ordinal_position`,
  });
  return rows;
}

/**
 * Tables that name a place without keeping anything of it: the erasure itself, the list of what is forgotten, and what the
 * operator set up.
 */
const placesOnly = new Set(["erasure_tasks", "forgotten", "notification_targets", "schedules"]);

/** Tables whose rows hang on one message (channel_id, message_id), by name. */
export function tablesOfMessages(columns: readonly TableColumn[]): string[] {
  return withColumns(columns, ["channel_id", "message_id"]);
}

/** Tables whose rows belong to one channel, messages themselves and what hangs on them included. */
export function tablesOfChannels(columns: readonly TableColumn[]): string[] {
  return withColumns(columns, ["channel_id"]);
}

/** Tables whose rows belong to one guild. */
export function tablesOfGuilds(columns: readonly TableColumn[]): string[] {
  return withColumns(columns, ["guild_id"]);
}

function withColumns(columns: readonly TableColumn[], wanted: readonly string[]): string[] {
  const tables = new Map<string, Set<string>>();
  for (const { table, column, type } of columns)
    if (type === "int8") tables.set(table, (tables.get(table) ?? new Set()).add(column));
  return [...tables]
    .filter(([table, names]) => !placesOnly.has(table) && wanted.every((name) => names.has(name)))
    .map(([table]) => table);
}

/** A name as it stands in SQL. Names come from the catalog, never from input. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
