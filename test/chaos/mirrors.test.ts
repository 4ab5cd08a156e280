import { useTestDatabase } from "../support/database.ts";
import { churnMirrors } from "../support/mirrorChurn.ts";
import { useProcesses } from "../support/processes.ts";
import { useTelegram } from "../support/telegram.ts";

/** Repeatable randomness, printed with the test's name so that a failure can be run again. */
const seed = Number(process.env.CHAOS_SEED ?? Date.now() % 100_000);

describe(`a bot that mirrors and is killed with SIGKILL (CHAOS_SEED=${seed})`, function () {
  this.timeout(240_000);
  const database = useTestDatabase();
  const processes = useProcesses();
  const telegram = useTelegram({ layout: "plain", chats: 1, messages: 10 });

  it("leaves two targets with every message once, in order, over 4 kills and broken connections", async function () {
    let random = seed;
    const next = (below: number) => {
      random = (random * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((random / 2_147_483_648) * below);
    };
    await churnMirrors({
      pool: database.pool,
      databaseUrl: database.url,
      telegram,
      start: processes.start,
      from: "compiled",
      next,
      kills: 4,
      perKill: 12,
    });
  });
});
