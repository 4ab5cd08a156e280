import assert from "node:assert/strict";
import { createLogger } from "../../core/log.ts";
import { createPool, type Pool } from "../../core/postgres/pool.ts";
import { createChance } from "../soak/chance.ts";
import { useDatabaseServer } from "../support/database.ts";
import { useProcesses } from "../support/processes.ts";
import { runChurn } from "./liveChurn.ts";

/**
 * Longer than thirty seconds: twenty random moments do not meet a bot that is connecting, replaying, storing and catching
 * up in less, and each gap is looked for ten seconds after listening began anew.
 */
const seconds = 40;

describe("an archive that listens while everything breaks", function () {
  this.timeout(300_000);
  const database = useDatabaseServer();
  const processes = useProcesses();
  let pool: Pool | undefined;
  after(async function () {
    await pool?.end();
  });

  it("claims nothing it does not hold, heals by itself, and is exact while it is left alone", async function () {
    const log = createLogger({ process: "test", level: "silent" });
    const { server } = database;
    pool = createPool(server.url, { applicationName: "test", size: 4, statementTimeoutMs: 15_000, log });
    const told: string[] = [];
    const house = { server, pool, start: processes.start, chance: createChance() };
    const say = (text: string) => told.push(text);
    const result = await runChurn({ ...house, say }, seconds).catch((error: unknown) => {
      throw new Error(`after ${told.join(", ")}`, { cause: error });
    });
    assert.ok(result.versionsInQuiet > 20 && result.deletionsInQuiet > 5, JSON.stringify(result));
    // A fault ends when the bot listens again: on a busy machine there is time for few.
    assert.ok(result.faults > 2 && result.looks > 1, JSON.stringify(result));
  });
});
