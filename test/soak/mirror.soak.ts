/**
 * Mirrors while the bot is killed with SIGKILL: a chat of 5,000 messages with albums, edits and deletions into a copy and a
 * forward; then both directions between Discord and Telegram. Connections break before and after requests are carried out.
 *
 * What is said on Discord while nobody listens counts as settling for 90 s, so that each kill of the second part takes as long:
 * it has fewer.
 */
import { useTestDatabase } from "../support/database.ts";
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
  const database = useTestDatabase();
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
      pool: database.pool,
      databaseUrl: database.url,
      telegram,
      start: processes.start,
      from: "compiled" as const,
      next: (below: number) => Math.floor(chance.between(0, below)),
    };
  };

  it(`posts each message once into two chats, in order, over ${kills} kills`, async function () {
    const startedMs = performance.now();
    const result = await churnMirrors({ ...shared(), kills, perKill: Math.ceil(messages / (kills + 1)) });
    soakResult("mirror", {
      kills,
      posted: result.posted,
      copied: result.copied,
      forwarded: result.forwarded,
      double: result.double,
      seconds: Math.round((performance.now() - startedMs) / 1_000),
    });
  });

  it(`posts each message once from either platform into the other, in order, over ${killsAcross} kills`, async function () {
    const startedMs = performance.now();
    const share = Math.ceil(messages / (killsAcross + 1) / 2);
    const result = await churnAcross({
      ...shared(),
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
