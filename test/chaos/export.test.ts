import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { useTestDatabase } from "../support/database.ts";
import { useProcesses } from "../support/processes.ts";
import { exportUnderKills, makeLongArchive } from "./exportKills.ts";
import { startPlainSandbox } from "./house.ts";

describe("an export whose bot is killed with SIGKILL", function () {
  this.timeout(240_000);
  const database = useTestDatabase();
  const processes = useProcesses();
  let dataDir = "";
  before(async function () {
    dataDir = await mkdtemp(join(tmpdir(), "backscroll-killed-export-"));
  });
  after(() => rm(dataDir, { recursive: true, force: true }));

  it("gives the very file of one that nobody disturbed, and leaves nothing else", async function () {
    const messages = 20_000;
    await makeLongArchive(database.pool, dataDir, messages);
    const sandbox = await startPlainSandbox(processes.start, { channels: 1, messages: 1 });
    const kills = await exportUnderKills(
      { pool: database.pool, url: database.url, sandbox, start: processes.start, dataDir },
      // At once when it is claimed, in the middle of a file, and while all of them are packed (one of the other channel).
      { format: "json", partition: 1_000, killsAfterFiles: [0, 3, 22], pauseMs: (kill) => kill * 20 },
    );
    assert.ok(kills >= 2, `it was over after ${kills} kills`);
  });
});
