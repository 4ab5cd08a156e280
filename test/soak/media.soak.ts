/**
 * 10,000 attachments, 40 % of them duplicates, through a CDN in a bad mood; the bot killed with SIGKILL at 20 moments and
 * its disk full in between: each content is stored once, nothing is corrupt, every file is stored or has its reason.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cleanUp } from "../../core/media/checkStore.ts";
import { createLocalBlobs } from "../../core/media/localBlobs.ts";
import { fetchGuild, startBotProcess, startPlainSandbox } from "../chaos/house.ts";
import { useTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { useProcesses } from "../support/processes.ts";
import { createChance } from "./chance.ts";
import { soakResult } from "./result.ts";

const files = Number(process.env.SOAK_FILES ?? 10_000);
const kills = Number(process.env.SOAK_KILLS ?? 20);
const perMessage = 10;
/** Of each message's ten, four are the same everywhere. */
const duplicates = 4;
const sizeBytes = 20_000;

describe(`${files} attachments and a bot killed with SIGKILL ${kills} times`, function () {
  this.timeout(3 * 60 * 60_000);
  const database = useTestDatabase();
  const processes = useProcesses();
  let dataDir = "";
  before("make the folder", async function () {
    dataDir = await mkdtemp(join(tmpdir(), "backscroll-soak-media-"));
  });
  after("remove the folder", () => rm(dataDir, { recursive: true, force: true }));

  it("stores each content once, whole, and knows the reason of what is not there", async function () {
    const chance = createChance();
    const startedMs = performance.now();
    const sandbox = await startPlainSandbox(processes.start, { channels: 1, messages: 100 });
    const [guild] = await sandbox.control.truth.guilds();
    const [channel] = await sandbox.control.truth.channels({ guildId: guild?.id ?? "" });
    for (let made = 0; made < files; made += perMessage)
      await sandbox.control.postMessages({
        channelId: channel?.id ?? "",
        content: "files",
        attachments: Array.from({ length: perMessage }, (_, place) => ({
          filename: `${made + place}.bin`,
          contentType: "application/octet-stream",
          sizeBytes,
          width: null,
          height: null,
          ...(place < duplicates
            ? { base64: Buffer.alloc(sizeBytes, `same ${place}`).toString("base64") }
            : {}),
        })),
      });
    // One in a hundred goes wrong in each of these ways; what may pass is tried again.
    for (const action of ["cut-body", "short-body", "500", "429", "cut", "404"] as const)
      await sandbox.control.addFault({
        match: { route: "cdn/attachments" },
        action,
        probability: 0.01,
        seed: 20_261_130,
        retryAfterSeconds: 1,
      });
    await sandbox.control.expireLinks({});
    const env = (minFree = "0") => ({
      DATA_DIR: dataDir,
      LIVE_CAPTURE: "off",
      MEDIA_DOWNLOADS: "on",
      MEDIA_MIN_FREE_BYTES: minFree,
    });
    let bot = startBotProcess(processes.start, database.url, sandbox, env());
    await bot.waitForLine("account.ready", 60_000);
    await fetchGuild(database.pool, sandbox);
    const settled = async () => {
      const { rows } = await database.pool.query<{ n: number; waiting: number }>(
        `select count(*) filter (where status <> 'pending')::int as n,
           count(*) filter (where status = 'pending')::int as waiting
         from media_files where kind = 'attachment'`,
      );
      return rows[0] ?? { n: 0, waiting: 0 };
    };
    for (let kill = 1; kill <= kills; kill++) {
      const before = (await settled()).n;
      const share = chance.between(0, (1.5 * (files - before)) / (kills - kill + 2));
      const deadlineMs = performance.now() + chance.between(0, 8_000);
      while (performance.now() < deadlineMs && (await settled()).n - before < share) await sleep(20);
      await bot.kill9();
      // Every fifth life finds a disk without room: it waits, and stores nothing.
      bot = startBotProcess(
        processes.start,
        database.url,
        sandbox,
        env(kill % 5 === 0 ? "9007199254740991" : "0"),
      );
      await bot.waitForLine("account.ready", 60_000);
    }
    await bot.kill9();
    bot = startBotProcess(processes.start, database.url, sandbox, env());
    const everything = await eventually(
      "every file is stored or has its reason",
      async () => {
        // What is tried again later need not be waited for: its time has come.
        await database.pool.query(
          "update media_files set next_try_at = now() where status = 'pending' and reason is not null",
        );
        const { n, waiting } = await settled();
        return n >= files && waiting === 0 ? n : null;
      },
      30 * 60_000,
    );
    const seconds = Math.round((performance.now() - startedMs) / 1_000);
    await bot.kill9();
    assert.ok(everything >= files); // the world's own messages carry some more
    const { rows } = await database.pool.query<{ status: string; reason: string | null; n: number }>(
      "select status, reason, count(*)::int as n from media_files where kind = 'attachment' group by 1, 2 order by 1, 2",
    );
    console.log(JSON.stringify(rows));
    assert.deepEqual(
      [...new Set(rows.map(({ reason }) => reason))].filter((reason) => reason !== null && reason !== "gone"),
      [],
    );
    // Leftovers of the kills go; what is left is exactly what the database says, content by content.
    const store = { pool: database.pool, blobs: createLocalBlobs(join(dataDir, "media")) };
    const { missing } = await cleanUp(store, { dryRun: false, graceMs: 0, now: new Date() });
    assert.deepEqual(missing, []);
    const paths = (await readdir(join(dataDir, "media"), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    for (const path of paths)
      assert.equal(
        createHash("sha256")
          .update(await readFile(path))
          .digest("hex"),
        basename(path).split(".")[0],
      );
    const { rows: known } = await database.pool.query<{ name: string }>(
      "select sha256 || '.' || extension as name from media order by 1",
    );
    assert.deepEqual(
      paths.map((path) => basename(path)).sort(),
      known.map(({ name }) => name),
    );
    soakResult("media", { files, kills, contents: known.length, corrupt: 0, missing: 0, seconds });
  });
});
