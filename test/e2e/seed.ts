/** Rows that stand for a server with a past: for views that no bot has to run behind. */

import { upsertChannels, upsertGuild } from "../../core/database/guilds/directory.ts";
import { snowflakeAt } from "../../core/model/snowflake.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { directoryChannel, restoreRows } from "../support/factories.ts";

const dayMs = 86_400_000;
const bornMs = Date.parse("2021-03-01T00:00:00Z");
const lastMs = Date.parse("2024-11-30T18:00:00Z");

export const guildId = String(snowflakeAt(bornMs - dayMs));
/** The n-th channel's id: 1 is the first. */
export const channelIdOf = (n: number): string => String(snowflakeAt(bornMs) + BigInt(n));
const lastMessageId = String(snowflakeAt(lastMs));
const idAt = (iso: string) => String(snowflakeAt(Date.parse(iso)));

/**
 * A server of ten channels in two categories, of every state: complete, with a gap (general), outdated, never
 * fetched, unreadable. `general` lacks April to June 2023.
 */
export async function seedServer(pool: Pool): Promise<void> {
  await upsertGuild(pool, {
    id: guildId,
    platform: "discord",
    kind: "server",
    name: "Harbour",
    icon: null,
    memberCount: 87,
    isDemo: false,
  });
  const names = ["rules", "general", "random", "help", "music", "ideas", "staff", "archive"];
  const categories = ["Lobby", "Workshop"];
  await upsertChannels(
    pool,
    categories.map((name, index) =>
      directoryChannel({
        id: channelIdOf(100 + index),
        guildId,
        kind: "category",
        name,
        position: index,
        hasHistory: false,
      }),
    ),
  );
  await upsertChannels(
    pool,
    names.map((name, index) =>
      directoryChannel({
        id: channelIdOf(index + 1),
        guildId,
        parentId: channelIdOf(index < 4 ? 100 : 101),
        name,
        position: index,
        lastMessageId,
      }),
    ),
  );
  const cover = (n: number, ranges: string, messages: number) =>
    pool.query(
      "update channels set covered = $2, newest_message_id = $3, message_count = $4, last_fetched_at = now() where id = $1",
      [channelIdOf(n), ranges, lastMessageId, messages],
    );
  const end = String(BigInt(lastMessageId) + 1n);
  await cover(1, `{[0,${end})}`, 12);
  await cover(2, `{[0,${idAt("2023-04-01T00:00:00Z")}),[${idAt("2023-07-01T00:00:00Z")},${end})}`, 48_211);
  await cover(3, `{[0,${idAt("2024-10-01T00:00:00Z")})}`, 9_120);
  await cover(4, `{[0,${end})}`, 801);
  await pool.query(
    "insert into accounts (platform, token_fingerprint, name, status) values ('discord', 'seed', 'Harbour bot', 'offline')",
  );
  await pool.query("insert into account_guilds (account_id, guild_id) select id, $1 from accounts", [
    guildId,
  ]);
  await pool.query(
    "insert into account_channels (account_id, channel_id, missing) select id, $1, '{view_channel}' from accounts",
    [channelIdOf(7)],
  );
}

/** Tasks of every status, the newest last: 30 completed ones, some of the others, a paused and a pending one. */
export async function seedTasks(pool: Pool): Promise<void> {
  const settled = (count: number, status: string, reason: string | null, message: string | null) =>
    restoreRows(
      pool,
      `insert into history_fetch_tasks (guild_id, channel_id, status, status_reason, error_message, attempts, progress,
         messages_fetched, messages_saved, started_at, completed_at, created_at)
       select $1, $2::int8 + n % 3, $3, $4, $5, 1, case when $3 = 'failed' then 0.4 else 1 end, n * 100, n * 97,
         now() - interval '2 hours', now() - interval '1 hour', now() - interval '3 hours'
       from generate_series(1, $6::int) as n`,
      [guildId, channelIdOf(1), status, reason, message, count],
    );
  await settled(30, "completed", null, null);
  await settled(2, "cancelled", null, null);
  await settled(
    1,
    "warning",
    "no_message_content",
    "The MESSAGE_CONTENT intent is off: texts arrived empty.",
  );
  await settled(
    3,
    "failed",
    "missing_access",
    "Discord refuses access to this channel (50001 Missing Access).",
  );
  await pool.query(
    `insert into history_fetch_tasks (guild_id, channel_id, status, progress, messages_fetched)
     values ($1, $2, 'paused', 0.42, 18200), ($1, $3, 'pending', 0, 0)`,
    [guildId, channelIdOf(5), channelIdOf(6)],
  );
}

/** A server with so many rows, a category and 99 text channels to each hundred; read by the account of seedServer. */
export async function seedLargeServer(pool: Pool, channels: number): Promise<string> {
  const id = String(snowflakeAt(bornMs - 2 * dayMs));
  await upsertGuild(pool, {
    id,
    platform: "discord",
    kind: "server",
    name: "Ten thousand rooms",
    icon: null,
    memberCount: 812_345,
    isDemo: false,
  });
  const idOf = (n: number) => String(snowflakeAt(bornMs) + BigInt(1_000_000 + n));
  const rows = Array.from({ length: channels }, (_, n) => {
    const isCategory = n % 100 === 0;
    return directoryChannel({
      id: idOf(n),
      guildId: id,
      parentId: isCategory ? null : idOf(n - (n % 100)),
      kind: isCategory ? "category" : "text",
      name: isCategory ? `Sector ${n / 100 + 1}` : `room-${n}`,
      position: n,
      hasHistory: !isCategory,
      lastMessageId: isCategory ? null : lastMessageId,
    });
  });
  for (let at = 0; at < rows.length; at += 2_000) await upsertChannels(pool, rows.slice(at, at + 2_000));
  await pool.query(
    "update channels set covered = '{[0,9000000000000000000)}' where guild_id = $1 and id % 3 = 0",
    [id],
  );
  await pool.query("insert into account_guilds (account_id, guild_id) select id, $1 from accounts", [id]);
  return id;
}
