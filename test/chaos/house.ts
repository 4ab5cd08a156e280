/** What chaos tests break: a database of their own, a sandbox and bots, each a process that can be killed. */
import assert from "node:assert/strict";
import type { Pool } from "../../core/postgres/pool.ts";
import type { ProcessOptions, TestProcess } from "../support/processes.ts";
import { startSandboxProcess, type TestSandbox } from "../support/sandbox.ts";
import { assertArchiveIsTrue } from "../support/truth.ts";

/** Leases short enough for a test, long enough for a busy machine. */
export const leaseSeconds = 3;

/** A sandbox of text channels without limits, in a process of its own; `args` beyond that as in sandbox/main.ts. */
export function startPlainSandbox(
  start: (options: ProcessOptions) => TestProcess,
  { channels, messages }: { channels: number; messages: number },
  args: string[] = [],
): Promise<TestSandbox> {
  const world = ["--layout", "plain", "--channels", String(channels), "--messages", String(messages)];
  return startSandboxProcess(start, [...world, "--limits", "off", ...args]);
}

/** Starts the compiled bot. It stops for nothing but its death. */
export function startBotProcess(
  start: (options: ProcessOptions) => TestProcess,
  databaseUrl: string,
  sandbox: TestSandbox,
  env: Record<string, string> = {},
  program: Pick<ProcessOptions, "entry" | "from"> = { entry: "bot" },
): TestProcess {
  return start({
    ...program,
    env: {
      DATABASE_URL: databaseUrl,
      DISCORD_TOKEN: sandbox.tokens[0] ?? "",
      DISCORD_API_BASE: sandbox.apiBase,
      DISCORD_CDN_BASE: sandbox.cdnBase,
      DISCORD_RATE_LIMIT: "off",
      TASK_LEASE_SECONDS: String(leaseSeconds),
      TASK_POLL_INTERVAL_MS: "1000",
      MEDIA_DOWNLOADS: "off",
      LOG_LANGUAGE: "en",
      LOG_LEVEL: "debug", // the lines of single channels
      ...env,
    },
  });
}

/** Starts a fetch of the whole guild by SQL and returns the task's id. */
export async function fetchGuild(pool: Pool, sandbox: TestSandbox): Promise<string> {
  const [guild] = await sandbox.control.truth.guilds();
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO history_fetch_tasks (guild_id) VALUES (${guild?.id}) RETURNING id`,
  );
  return rows[0]?.id ?? "";
}

/** True once the task and all its children are over. */
export async function isOver(pool: Pool, taskId: string): Promise<boolean> {
  const { rows } = await pool.query<{ open: boolean }>(
    `select exists (select from history_fetch_tasks
       where (id = $1 or parent_task_id = $1) and status in ('pending', 'running', 'paused')) as open`,
    [taskId],
  );
  return rows[0]?.open === false;
}

/**
 * Nothing missing, nothing twice, and every counter exactly what was sent: of the channels, of the children, of
 * the parent. `messages` is how many the sandbox holds.
 */
export async function assertNothingWasLost(
  pool: Pool,
  sandbox: TestSandbox,
  taskId: string,
  messages: number,
): Promise<void> {
  await assertArchiveIsTrue(pool, sandbox.control);
  const { rows: tasks } = await pool.query(
    `select status, count(*)::int as tasks, sum(messages_fetched)::int as fetched, sum(messages_saved)::int as saved,
       sum(messages_duplicate)::int as duplicate, min(progress)::float8 as progress
     from history_fetch_tasks where parent_task_id = $1 group by status`,
    [taskId],
  );
  assert.equal(tasks.length, 1, JSON.stringify(tasks));
  const { tasks: _count, ...sums } = tasks[0] as Record<string, unknown>;
  assert.deepEqual(sums, {
    status: "completed",
    fetched: messages,
    saved: messages,
    duplicate: 0,
    progress: 1,
  });
  const { rows: channels } = await pool.query(
    `select sum(message_count)::int as counted, (select sum(messages_saved)::int from archive_days) as per_day,
       count(*) filter (where not covered @> int8range(0, newest_message_id + 1))::int as with_gaps
     from channels where message_count > 0`,
  );
  assert.deepEqual(channels, [{ counted: messages, per_day: messages, with_gaps: 0 }]);
}
