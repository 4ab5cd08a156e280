import { createLogger } from "../../core/log.ts";
import { createPool } from "../../core/postgres/pool.ts";
import { useDatabaseServer } from "../support/database.ts";
import { churnMirrors } from "../support/mirrorChurn.ts";
import { useProcesses } from "../support/processes.ts";
import { useTelegram } from "../support/telegram.ts";

/** Repeatable randomness, printed with the test's name so that a failure can be run again. */
const seed = Number(process.env.CHAOS_SEED ?? Date.now() % 100_000);

describe(`a bot that mirrors and is killed with SIGKILL (CHAOS_SEED=${seed})`, function () {
  this.timeout(240_000);
  const own = useDatabaseServer();
  const processes = useProcesses();
  const telegram = useTelegram({ layout: "plain", chats: 1, messages: 10 });

  it("leaves two targets with every message once, in order, over 4 kills of the bot, one of PostgreSQL and broken connections", async function () {
    let random = seed;
    const next = (below: number) => {
      random = (random * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((random / 2_147_483_648) * below);
    };
    const { server } = own;
    const pool = createPool(server.url, {
      applicationName: "test",
      size: 4,
      statementTimeoutMs: 15_000,
      log: createLogger({ process: "test", level: "silent" }),
    });
    await churnMirrors({
      pool,
      databaseUrl: server.url,
      telegram,
      start: processes.start,
      from: "compiled",
      next,
      kills: 4,
      perKill: 12,
      restarts: {
        every: 4,
        async restart() {
          await server.kill9();
          await server.restart();
        },
      },
    });
    await pool.end();
  });
});
