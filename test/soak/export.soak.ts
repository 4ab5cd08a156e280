/** 200,000 messages exported by a bot that is killed 20 times: `npm run soak -- export`. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLogger } from "../../core/log.ts";
import { createPool, type Pool } from "../../core/postgres/pool.ts";
import { exportUnderKills, makeLongArchive } from "../chaos/exportKills.ts";
import { startPlainSandbox } from "../chaos/house.ts";
import { useDatabaseServer } from "../support/database.ts";
import { useProcesses } from "../support/processes.ts";
import { createChance } from "./chance.ts";
import { soakResult } from "./result.ts";

const messages = 200_000;
const partition = 1_000;
const kills = 20;

describe(`an export of ${messages} messages whose bot is killed ${kills} times`, function () {
  this.timeout(60 * 60_000);
  const database = useDatabaseServer();
  const processes = useProcesses();
  const chance = createChance();
  let pool: Pool | undefined;
  let dataDir = "";
  before(async function () {
    dataDir = await mkdtemp(join(tmpdir(), "backscroll-soak-export-"));
  });
  after(async function () {
    await pool?.end();
    await rm(dataDir, { recursive: true, force: true });
  });

  for (const format of ["json", "html"])
    it(`gives the very file of one that nobody disturbed as ${format}`, async function () {
      const { url } = database.server;
      const log = createLogger({ process: "soak", level: "silent" });
      pool ??= createPool(url, { applicationName: "soak", size: 4, statementTimeoutMs: 60_000, log });
      const { rows } = await pool.query("select from messages limit 1");
      if (rows.length === 0) await makeLongArchive(pool, dataDir, messages);
      const sandbox = await startPlainSandbox(processes.start, { channels: 1, messages: 1 });
      const startedMs = Date.now();
      const done = await exportUnderKills(
        {
          pool,
          url,
          sandbox,
          start: processes.start,
          dataDir,
          say: (text) => console.log(`${new Date().toISOString()} ${text}`),
        },
        {
          format,
          partition,
          killsAfterFiles: Array.from({ length: kills }, (_each, kill) =>
            Math.floor((kill * (messages / partition + 2)) / (kills - 1)),
          ),
          pauseMs: () => chance.between(0, 400),
        },
      );
      soakResult("export", {
        [`${format}_kills`]: done,
        [`${format}_seconds`]: Math.round((Date.now() - startedMs) / 1_000),
        [`${format}_bytes_different`]: 0,
      });
    });
});
