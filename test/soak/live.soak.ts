/** A busy community while the bot, its connection and PostgreSQL break: `npm run soak -- live --minutes 30`. */
import { createLogger } from "../../core/log.ts";
import { createPool, type Pool } from "../../core/postgres/pool.ts";
import { runChurn } from "../chaos/liveChurn.ts";
import { useDatabaseServer } from "../support/database.ts";
import { useProcesses } from "../support/processes.ts";
import { createChance } from "./chance.ts";
import { minutesOf } from "./minutes.ts";
import { soakResult } from "./result.ts";

const minutes = minutesOf(3);

describe(`a listening bot, its connection and PostgreSQL broken at random moments for ${minutes} minutes`, function () {
  this.timeout((minutes * 3 + 10) * 60_000);
  const database = useDatabaseServer();
  const processes = useProcesses();
  let pool: Pool | undefined;
  after(async function () {
    await pool?.end();
  });

  it("ends with the truth: nothing missing, nothing twice", async function () {
    const log = createLogger({ process: "soak", level: "silent" });
    const { server } = database;
    pool = createPool(server.url, { applicationName: "soak", size: 4, statementTimeoutMs: 60_000, log });
    const result = await runChurn(
      {
        server,
        pool,
        start: processes.start,
        chance: createChance(),
        say: (text) => console.log(`${new Date().toISOString()} ${text}`),
      },
      minutes * 60,
    );
    soakResult("live", {
      minutes,
      faults: result.faults,
      looks: result.looks,
      messages: result.messages,
      claimed_and_missing: 0,
      missing: 0,
      double: 0,
      seconds_to_heal: result.secondsToHeal,
      versions_exact: result.versionsInQuiet,
      deletions_exact: result.deletionsInQuiet,
    });
  });
});
