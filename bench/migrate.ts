/**
 * How long an upgrade takes with data in place: from the schema of the first release (0003) to the newest, with a million
 * messages and a fetch that waits.
 *
 *   npm run bench -- migrate
 *
 * migrate.seconds: all migrations since 0003. Fails when a message, a task or a count is not what it was before.
 */
import { Client } from "pg";
import { listMigrations, migrateDown, migrateUp } from "../scripts/lib/postgres/migrations.js";
import { startTestServer } from "../scripts/lib/test/server.js";
import { result } from "./support/house.ts";

const messages = 1_000_000;
/** What the first release came with. */
const firstMigrations = 3;

const server = await startTestServer({ settings: { fsync: "on", full_page_writes: "on" } });
try {
  await migrateUp(server.url);
  const count = (await listMigrations(server.url)).length - firstMigrations;
  await migrateDown(server.url, { count });
  const client = new Client({ connectionString: server.url });
  await client.connect();
  await client.query(`
    insert into guilds (id, platform, name) values (200000000000000001, 'discord', 'Old server');
    insert into channels (id, guild_id, kind, name, covered)
      select 300000000000000000 + n, 200000000000000001, 'text', 'channel ' || n, '{[0,2000000)}' from generate_series(1, 100) n;
    insert into messages (channel_id, id, guild_id, content, created_at)
      select 300000000000000001 + n % 100, n, 200000000000000001, 'message ' || n, now() from generate_series(1, ${messages}) n;
    insert into archive_days (channel_id, day, messages_saved)
      select id, current_date, ${messages / 100} from channels;
    insert into history_fetch_tasks (guild_id) values (200000000000000001)`);
  const content = async () => {
    const { rows } = await client.query(`
      select (select count(*) from messages) as messages,
        (select sum(hashtextextended((m.channel_id, m.id, m.guild_id, m.author_id, m.kind, m.content, m.created_at,
          m.edited_at, m.deleted_at, m.reply_to_id, m.topic_id, m.album_id, m.extra)::text, 0)) from messages m) as hash,
        (select sum(messages_saved) from archive_days) as counted,
        (select sum(hashtextextended(covered::text, id)) from channels) as covered,
        (select json_agg(json_build_array(id, guild_id, mode, status, started_by)) from history_fetch_tasks) as tasks`);
    return JSON.stringify(rows[0]);
  };
  const before = await content();
  const startedMs = performance.now();
  const applied = await migrateUp(server.url);
  result("migrate.seconds", (performance.now() - startedMs) / 1_000);
  result("migrate.migrations", applied.length);
  const after = await content();
  await client.end();
  if (after !== before) throw new Error(`The upgrade changed what was there:\n${before}\n${after}`);
  result("migrate.messages_lost", 0);
} finally {
  await server.remove();
}
