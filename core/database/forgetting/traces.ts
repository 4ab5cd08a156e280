/**
 * The scan that proves an erasure: every column of every table that could hold what is forgotten, by the catalog, so that a
 * table which nobody thought of is looked into as well.
 */
import type { Queryable } from "../../postgres/pool.ts";
import {
  listColumns,
  quoted,
  type TableColumn,
  tablesOfChannels,
  tablesOfGuilds,
  tablesOfMessages,
} from "./catalog.ts";
import { tablesOfPersons } from "./erasePerson.ts";

export type TraceSubject =
  | { kind: "person"; id: string }
  | { kind: "message"; channelId: string; id: string }
  | { kind: "channels"; ids: readonly string[] }
  | { kind: "guild"; id: string };

export interface ScanResult {
  /** By "table.column": rows that still hold it. Empty when there are none. */
  traces: Record<string, number>;
  /** How many columns were looked into. */
  columns: number;
}

/** Longest a table may take: ten million messages are read in about a minute. */
const scanTimeoutMs = 30 * 60_000;

/** Looks for what is left. Reads only; one statement per table. */
export async function scanForTraces(tx: Queryable, subject: TraceSubject): Promise<ScanResult> {
  const probes = probesFor(await listColumns(tx), subject);
  const traces: Record<string, number> = {};
  let columns = 0;
  await tx.query(`set local statement_timeout = ${scanTimeoutMs}`);
  for (const [table, conditions] of probes) {
    columns += conditions.length;
    // A setting of the driver: it gives up on an answer even where the server does not.
    const statement = {
      text: `
        select ${conditions.map(({ sql }, index) => `count(*) filter (where ${sql}) as c${index}`).join(", ")}
        from ${quoted(table)} t where ${conditions.map(({ sql }) => `(${sql})`).join(" or ")}`,
      values: [valueOf(subject)],
      query_timeout: scanTimeoutMs,
    };
    const { rows } = await tx.query<Record<string, string>>(statement);
    for (const [index, { column }] of conditions.entries()) {
      const count = Number(rows[0]?.[`c${index}`] ?? 0);
      if (count > 0) traces[`${table}.${column}`] = count;
    }
  }
  return { traces, columns };
}

interface Probe {
  column: string;
  /** True for a row that holds what $1 says. */
  sql: string;
}

function valueOf(subject: TraceSubject): unknown {
  switch (subject.kind) {
    case "channels":
      return subject.ids;
    case "message":
      return [subject.channelId, subject.id];
    default:
      return subject.id;
  }
}

/** What is looked for in which table. Pure. */
export function probesFor(columns: readonly TableColumn[], subject: TraceSubject): Map<string, Probe[]> {
  const probes = new Map<string, Probe[]>();
  const add = (table: string, column: string, sql: string) => {
    const list = probes.get(table) ?? [];
    list.push({ column, sql });
    probes.set(table, list);
  };
  switch (subject.kind) {
    case "person":
      for (const { table, column, type } of columns) {
        const sql = personProbe({ table, column, type }, subject.id);
        if (sql !== null) add(table, column, sql);
      }
      return probes;
    case "message":
      for (const table of tablesOfMessages(columns))
        if (table !== "message_tombstones")
          // knows ids only, for a day
          add(table, "message_id", "channel_id = ($1::int8[])[1] and message_id = ($1::int8[])[2]");
      add("messages", "id", "channel_id = ($1::int8[])[1] and id = ($1::int8[])[2]");
      add("set_aside", "item_id", "channel_id = ($1::int8[])[1] and item_id = ($1::int8[])[2]");
      return probes;
    case "channels":
      for (const table of tablesOfChannels(columns)) add(table, "channel_id", "channel_id = any($1::int8[])");
      add("channels", "id", "id = any($1::int8[])");
      return probes;
    case "guild":
      for (const table of tablesOfGuilds(columns)) add(table, "guild_id", "guild_id = $1::int8");
      add("guilds", "id", "id = $1::int8");
      return probes;
  }
}

/** Types that cannot hold an id of a person, whatever their column. Every other type is looked into, those unknown today included. */
const idless = new Set([
  "bool",
  "bytea", // digests and hashes
  "date",
  "timestamptz",
  "timestamp",
  "interval",
  "uuid",
  "int2",
  "int4",
  "float4",
  "float8",
  "inet",
  "int8multirange", // coverage: intervals of message ids
  "_timestamptz",
]);

/** The erasure itself knows whom until it is done; it is emptied in the transaction that ends it. */
const ownTable = "erasure_tasks";

/** Ids this long stand for one thing in the whole world; shorter ones (Telegram) only where a person is meant. */
const worldwideDigits = 16;

function personProbe({ table, column, type }: TableColumn, id: string): string | null {
  if (table === ownTable || idless.has(type)) return null;
  const name = `t.${quoted(column)}`;
  const isWorldwide = id.length >= worldwideDigits;
  if (type === "int8" || type === "numeric")
    return isWorldwide || isPersonColumn(table, column) ? `${name} = $1::int8` : null;
  if (type === "_int8" || type === "_numeric") return isWorldwide ? `$1::int8 = any(${name})` : null;
  if (isWorldwide) return `strpos(${name}::text, $1::text) > 0`;
  if (type !== "json" && type !== "jsonb") return `strpos(${name}::text, 'tg://user?id=' || $1::text) > 0`;
  return `${name}::text ~ ('"(user|from|sender|author|via_bot|peer|member|actor)_?[iI]d": *"?' || $1::text || '"?[,}]')`;
}

/** Columns that name a person, on any platform. */
export function isPersonColumn(table: string, column: string): boolean {
  return (
    tablesOfPersons.some(([known, by]) => known === table && by === column) ||
    /(^|_)(author|user|person|member|sender|subject)_id$/.test(column)
  );
}
