import { useTestDatabase } from "../support/database.ts";
import { churnAcross } from "../support/mirrorAcrossChurn.ts";
import { useProcesses } from "../support/processes.ts";
import { useSandbox } from "../support/sandbox.ts";
import { useTelegram } from "../support/telegram.ts";

/** Repeatable randomness, printed with the test's name so that a failure can be run again. */
const seed = Number(process.env.CHAOS_SEED ?? Date.now() % 100_000);

describe(`a bot that mirrors across the platforms and is killed with SIGKILL (CHAOS_SEED=${seed})`, function () {
  this.timeout(240_000);
  const database = useTestDatabase();
  const processes = useProcesses();
  const telegram = useTelegram({ layout: "plain", chats: 1, messages: 10 });
  const discord = useSandbox({
    layout: "plain",
    channels: 1,
    messages: 10,
    limits: "off",
    heartbeatIntervalMs: 2_000, // a shorter one is missed on a busy machine
  });

  it("leaves both targets with every message once, in order, over 2 kills and broken connections", async function () {
    let random = seed;
    await churnAcross({
      pool: database.pool,
      databaseUrl: database.url,
      telegram,
      discord,
      start: processes.start,
      from: "compiled",
      next: (below) => {
        random = (random * 1_103_515_245 + 12_345) % 2_147_483_648;
        return Math.floor((random / 2_147_483_648) * below);
      },
      kills: 2,
      perKill: 8,
      before: 24,
      between: 0, // what was said while nobody listened counts as settling for 90 s (test/soak/mirror.soak.ts)
      withinMs: 120_000,
    });
  });
});
