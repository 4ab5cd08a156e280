/**
 * Mirrors while the bot is killed with SIGKILL: a channel of 5,000 messages with albums, edits, deletions, comments and
 * protected posts into a copy and a forward, with PostgreSQL killed at every tenth kill; then both directions between Discord
 * and Telegram. Connections break before and after requests are carried out, and floods are told.
 *
 * What is said on Discord while nobody listens counts as settling for 90 s, so that each kill of the second part takes as long:
 * it has fewer.
 */
import { createLogger } from "../../core/log.ts";
import { createPool, type Pool } from "../../core/postgres/pool.ts";
import { useDatabaseServer, useTestDatabase } from "../support/database.ts";
import { churnAcross } from "../support/mirrorAcrossChurn.ts";
import { churnMirrors } from "../support/mirrorChurn.ts";
import { useProcesses } from "../support/processes.ts";
import { useSandbox } from "../support/sandbox.ts";
import { useTelegram } from "../support/telegram.ts";
import { createChance } from "./chance.ts";
import { soakResult } from "./result.ts";

const kills = Number(process.env.SOAK_KILLS ?? 100);
const killsAcross = Number(process.env.SOAK_KILLS_ACROSS ?? Math.ceil(kills / 10));
const messages = Number(process.env.SOAK_MESSAGES ?? 5_000);

describe(`mirrors of ${messages} messages by a bot killed with SIGKILL`, function () {
  this.timeout(6 * 60 * 60_000);
  const own = useDatabaseServer();
  let pool: Pool;
  before("connect", function () {
    pool = createPool(own.server.url, {
      applicationName: "soak",
      size: 4,
      statementTimeoutMs: 60_000,
      log: createLogger({ process: "soak", level: "silent" }),
    });
  });
  const database = useTestDatabase();
  after("let go of it", () => pool?.end());
  const processes = useProcesses();
  const telegram = useTelegram({ layout: "plain", chats: 1, messages: 10 });
  const discord = useSandbox({
    layout: "plain",
    channels: 1,
    messages: 10,
    limits: "off",
    heartbeatIntervalMs: 500,
  });
  const shared = () => {
    const chance = createChance();
    return {
      telegram,
      start: processes.start,
      from: "compiled" as const,
      next: (below: number) => Math.floor(chance.between(0, below)),
    };
  };

  it(`posts each message once into two chats, in order, over ${kills} kills`, async function () {
    const startedMs = performance.now();
    const restart = async () => {
      await own.server.kill9();
      await own.server.restart();
    };
    const result = await churnMirrors({
      ...shared(),
      pool,
      databaseUrl: own.server.url,
      kills,
      perKill: Math.ceil(messages / (kills + 1)),
      restarts: { every: 10, restart },
      withinMs: 30 * 60_000,
    });
    soakResult("mirror", {
      kills,
      posted: result.posted,
      copied: result.copied,
      forwarded: result.forwarded,
      comments: result.comments,
      protected: result.protected,
      double: result.double,
      seconds: Math.round((performance.now() - startedMs) / 1_000),
    });
  });

  it(`posts each message once from either platform into the other, in order, over ${killsAcross} kills`, async function () {
    const startedMs = performance.now();
    const share = Math.ceil(messages / (killsAcross + 1) / 2);
    const result = await churnAcross({
      ...shared(),
      pool: database.pool,
      databaseUrl: database.url,
      discord,
      kills: killsAcross,
      perKill: share,
      before: share,
      between: share,
      withinMs: 600_000,
    });
    soakResult("mirror_across", {
      kills: killsAcross,
      to_discord: result.toDiscord,
      to_telegram: result.toTelegram,
      seconds: Math.round((performance.now() - startedMs) / 1_000),
    });
  });
});
