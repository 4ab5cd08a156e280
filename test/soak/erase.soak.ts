/** A person with 50,000 messages is erased under fire: `npm run soak -- erase`. */
import { createLogger } from "../../core/log.ts";
import { createPool, type Pool } from "../../core/postgres/pool.ts";
import { eraseUnderFire } from "../chaos/erasure.ts";
import { startPlainSandbox } from "../chaos/house.ts";
import { useDatabaseServer } from "../support/database.ts";
import { useProcesses } from "../support/processes.ts";
import { soakResult } from "./result.ts";

const messages = Number(process.env.SOAK_MESSAGES ?? 50_000);
/** Of the same person in an export that is imported meanwhile. */
const imported = messages;

describe(`erasing a person with ${messages} messages while fetches, live capture and an import of them run`, function () {
  this.timeout(40 * 60_000);
  const database = useDatabaseServer();
  const processes = useProcesses();
  let pool: Pool | undefined;
  after(async function () {
    await pool?.end();
  });

  it("leaves no trace, touches nobody else, and goes on when the bot is killed in the middle", async function () {
    const log = createLogger({ process: "soak", level: "silent" });
    const { url } = database.server;
    pool = createPool(url, { applicationName: "soak", size: 4, statementTimeoutMs: 60_000, log });
    const sandbox = await startPlainSandbox(processes.start, { channels: 20, messages: 5_000 });
    const say = (text: string) => console.log(`${new Date().toISOString()} ${text}`);
    const result = await eraseUnderFire(
      { pool, url, sandbox, start: processes.start, say },
      messages,
      imported,
    );
    soakResult("erase", {
      messages: result.messages,
      posted_meanwhile: result.postedMeanwhile,
      imported: result.imported,
      imported_before: result.importedBefore,
      imported_at_kill: result.importedAtKill,
      seconds: Math.round(result.seconds),
      columns_scanned: result.columnsScanned,
      traces_left: 0,
    });
  });
});
