/** A busy community while everything breaks: what the chaos test does for a while and the soak for long. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { createLogger } from "../../core/log.ts";
import { type Pool, untilDatabaseAnswers } from "../../core/postgres/pool.ts";
import type { TestServer } from "../../scripts/lib/test/server.js";
import type { Chance } from "../soak/chance.ts";
import { eventually } from "../support/eventually.ts";
import {
  assertLivingAreTrue,
  assertStretchIsTrue,
  findMissing,
  findSilentLosses,
  findUnproven,
  findWrongCounts,
} from "../support/liveTruth.ts";
import type { ProcessOptions, TestProcess } from "../support/processes.ts";
import type { TestSandbox } from "../support/sandbox.ts";
import { isOver, startBotProcess, startPlainSandbox } from "./house.ts";

/** How busy people are. */
const traffic = { perSecond: 200, mix: "everyday", disorderMs: 1_500 } as const;
/** How long people go on once nothing breaks any more; that stretch must be exact in every version. */
const quietSeconds = 8;
const log = createLogger({ process: "test", level: "silent" });

export interface ChurnHouse {
  server: TestServer;
  pool: Pool;
  start: (options: ProcessOptions) => TestProcess;
  chance: Chance;
  /** Told of every fault and of what was found at the end. */
  say(text: string): void;
}

export interface ChurnResult {
  faults: number;
  looks: number;
  secondsToHeal: number;
  messages: number;
  versionsInQuiet: number;
  deletionsInQuiet: number;
}

/**
 * Lets 200 things a second happen in 50 channels and their new threads for `seconds` while the bot, its connection and
 * PostgreSQL break at random moments. Fails unless coverage never claims what is not there, everything is archived once
 * afterwards without anybody asking, one reconcile brings what was changed unheard, and what is heard then is exact.
 */
export async function runChurn(house: ChurnHouse, seconds: number): Promise<ChurnResult> {
  const { pool, start, chance, say } = house;
  const sandbox = await startPlainSandbox(start, { channels: 50, messages: 1_000 });
  const { control } = sandbox;
  await control.setGateway({ heartbeatIntervalMs: 1_000 }); // what was heard is proven as of the last heartbeat
  const bots = new Bots(() => startLoggingBot(house, sandbox), say);
  await bots.ready();
  // What there is to read again grows with the time; how long it took is told.
  const patienceMs = 90_000 + seconds * 1_000;
  await runTask(pool, sandbox, "fill", patienceMs); // from here on the server is kept complete

  await control.setTraffic(traffic);
  const faults = toFaults(house, sandbox, bots);
  let looks = 0;
  let count = 0;
  let lookAtMs = performance.now() + 5_000;
  for (const endMs = performance.now() + seconds * 1_000; performance.now() < endMs; count++) {
    await sleep(chance.between(500, 5_000));
    const [name, fault] = faults[Math.floor(chance.between(0, faults.length - 0.001))] ?? faults[0] ?? [];
    say(name ?? "");
    await fault?.();
    if (performance.now() < lookAtMs) continue;
    assert.deepEqual(await answers(() => findSilentLosses(pool, control)), [], "claimed and not there");
    looks++;
    lookAtMs = performance.now() + Math.max(5_000, seconds * 50);
  }
  await control.setTraffic({ perSecond: 0 });
  const endedMs = performance.now();
  await untilComplete(pool, sandbox, patienceMs).catch(async (error: unknown) => {
    for (const line of [...bots.lastLines(), ...(await openTasks(pool))]) say(JSON.stringify(line));
    throw error;
  });
  const secondsToHeal = Math.round((performance.now() - endedMs) / 1_000);
  say(`complete ${secondsToHeal} s after the last fault`);

  await untilItListens(pool, sandbox, patienceMs);
  await runTask(pool, sandbox, "reconcile", patienceMs);
  await assertLivingAreTrue(pool, control);
  const quiet = await runQuietStretch(pool, sandbox, patienceMs);
  assert.deepEqual(await findWrongCounts(pool), []);
  const { rows } = await pool.query<{ messages: number }>("select count(*)::int as messages from messages");
  const messages = rows[0]?.messages ?? 0;
  return { faults: count, looks, secondsToHeal, messages, ...quiet };
}

async function runQuietStretch(pool: Pool, sandbox: TestSandbox, patienceMs: number) {
  const { control } = sandbox;
  const sinceMs = Date.now();
  await control.setTraffic(traffic);
  await sleep(quietSeconds * 1_000);
  await control.setTraffic({ perSecond: 0 });
  await untilComplete(pool, sandbox, patienceMs);
  // Counts that a page of history made doubtful are asked for once their message was quiet for ten seconds.
  await eventually("all events are stored", () => assertLivingAreTrue(pool, control), 60_000);
  const { versions, deletions } = await assertStretchIsTrue(pool, control, sinceMs);
  return { versionsInQuiet: versions, deletionsInQuiet: deletions };
}

const answers = <T>(work: () => Promise<T>) => untilDatabaseAnswers(work, { log, waitingFor: "test" });

function untilComplete(pool: Pool, { control }: TestSandbox, patienceMs: number): Promise<true> {
  return eventually(
    "everything is archived and proven",
    async () => {
      assert.deepEqual(await findUnproven(pool, control), [], "unproven");
      assert.deepEqual(await findMissing(pool, control), [], "missing");
      return true as const;
    },
    patienceMs,
  );
}

/**
 * After many breaks the bot pauses before it connects, and until then nothing shows in the database: complete is the
 * archive by what it fetched. What is said while nothing is read is heard, or not stored before the bot listens.
 */
async function untilItListens(pool: Pool, sandbox: TestSandbox, patienceMs: number): Promise<void> {
  const { control } = sandbox;
  await eventually(
    "the bot is connected",
    async () => (await control.state()).sessions.some(({ connected }) => connected),
    patienceMs,
  );
  await untilNothingIsFetched(pool, patienceMs);
  const [channel] = await control.truth.channels({ readable: true });
  await control.postMessages({ channelId: channel?.id ?? "", count: 1 });
  await untilComplete(pool, sandbox, patienceMs);
  await untilNothingIsFetched(pool, patienceMs);
}

/** The exact stretch begins when listening was looked over and nothing is read any more. */
function untilNothingIsFetched(pool: Pool, patienceMs: number): Promise<true> {
  return eventually(
    "the catch-ups are over",
    async () => {
      const { rows } = await pool.query<{ over: boolean }>(
        `select not exists (select from live_captures where swept_at is null)
           and not exists (select from history_fetch_tasks where status in ('pending', 'running')) as over`,
      );
      assert.equal(rows[0]?.over, true);
      return true as const;
    },
    patienceMs,
  );
}

async function runTask(
  pool: Pool,
  sandbox: TestSandbox,
  mode: "fill" | "reconcile",
  patienceMs: number,
): Promise<void> {
  const [guild] = await sandbox.control.truth.guilds();
  const { rows } = await pool.query<{ id: string }>(
    "insert into history_fetch_tasks (guild_id, mode) values ($1, $2) returning id",
    [guild?.id, mode],
  );
  const taskId = rows[0]?.id ?? "";
  await eventually(`the ${mode} ends`, () => isOver(pool, taskId), patienceMs);
  const { rows: ended } = await pool.query<{ status: string; error_message: string | null }>(
    "select status, error_message from history_fetch_tasks where id = $1",
    [taskId],
  );
  assert.equal(ended[0]?.status, "completed", ended[0]?.error_message ?? "");
}

const startLoggingBot = ({ start, server }: ChurnHouse, sandbox: TestSandbox) =>
  startBotProcess(start, server.url, sandbox, { LIVE_CAPTURE: "on", LOG_LEVEL: "info" });

/** What is still to be done, for who asks why it is not. */
async function openTasks(pool: Pool): Promise<unknown[]> {
  const { rows } = await pool.query(
    `select status, status_reason, started_by, attempts, run_at - now() as due_in, error_message, count(*)::int as tasks
     from history_fetch_tasks where status not in ('completed', 'cancelled') group by 1, 2, 3, 4, 5, 6 order by 1 limit 20`,
  );
  return rows;
}

/** The bot as PM2 keeps it: started again whenever it dies. */
class Bots {
  readonly #start: () => TestProcess;
  #bot: TestProcess;

  constructor(start: () => TestProcess, say: ChurnHouse["say"]) {
    this.#start = () => {
      const bot = start();
      void this.#replace(bot, say);
      return bot;
    };
    this.#bot = this.#start();
  }

  async #replace(bot: TestProcess, say: ChurnHouse["say"]): Promise<void> {
    const exit = await bot.exited;
    if (this.#bot !== bot || exit.signal === "SIGKILL") return; // ended by us
    say(`bot ended by itself: ${JSON.stringify([exit, ...bot.lines.slice(-3)])}`);
    this.#bot = this.#start();
  }

  async ready(): Promise<void> {
    await this.#bot.waitForLine("account.ready", 60_000); // from here on the server is known
  }

  async kill(): Promise<void> {
    await this.#bot.kill9();
    this.#bot = this.#start();
  }

  lastLines(): readonly unknown[] {
    return this.#bot.lines.slice(-40);
  }
}

function toFaults(
  { server, chance }: ChurnHouse,
  { control }: TestSandbox,
  bots: Bots,
): [string, () => Promise<unknown>][] {
  return [
    ["bot killed", () => bots.kill()],
    ["socket cut", () => control.cut({})],
    ["op 7", () => control.reconnect({})],
    ["op 9, resumable", () => control.invalidateSessions({ resumable: true })],
    ["op 9, not resumable", () => control.invalidateSessions({ resumable: false })],
    [
      "session forgotten",
      async () => {
        await control.forgetSessions({});
        await control.cut({});
      },
    ],
    ["closed with 4000", () => control.disconnect({})],
    [
      "PostgreSQL killed",
      async () => {
        await server.kill9();
        await sleep(chance.between(0, 1_500));
        await server.restart();
      },
    ],
    [
      "PostgreSQL restarted",
      async () => {
        await server.stop();
        await server.restart();
      },
    ],
  ];
}
