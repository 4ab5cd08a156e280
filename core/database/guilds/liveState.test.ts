import assert from "node:assert/strict";
import { useTestDatabase } from "../../../test/support/database.ts";
import {
  archiveMessage,
  channelId,
  guildId,
  makeChannel,
  makeTask,
  workerId,
} from "../../../test/support/factories.ts";
import { snowflakeAt } from "../../model/snowflake.ts";
import { insertMessages } from "../archive/messages.ts";
import { findCatchUpNeed, insertGuildCatchUp } from "./catchUp.ts";
import { listGuilds } from "./guildList.ts";
import { setKeepComplete } from "./keepComplete.ts";
import { loadLiveStates, toLiveView } from "./liveState.ts";

const secondsAgo = (seconds: number) => snowflakeAt(Date.now() - seconds * 1_000);

describe("loadLiveStates", function () {
  const database = useTestDatabase();
  let accountId: string;
  const state = async () => {
    const { state, behind } = toLiveView((await loadLiveStates(database.pool)).get(guildId));
    return [state, behind];
  };
  const setCovered = (belowId: bigint) =>
    database.pool.query("update channels set covered = int8multirange(int8range(0, $1))", [belowId]);
  const announce = (id: bigint) => database.pool.query("update channels set last_message_id = $1", [id]);

  beforeEach(async function () {
    await makeChannel(database.pool);
    const { rows } = await database.pool.query<{ id: string }>(
      "insert into accounts (platform, token_fingerprint) values ('discord', 'one') returning id",
    );
    accountId = rows[0]?.id ?? "";
    await database.pool.query(
      `insert into live_captures (guild_id, account_id, worker_id, lease_expires_at, swept_at)
       values ($1, $2, $3, now() + interval '1 minute', now())`,
      [guildId, accountId, workerId],
    );
  });

  it("is off once the lease of who listened has run out", async function () {
    assert.deepEqual(await state(), ["live", 0]);
    const [guild] = await listGuilds(database.pool, {
      includeDemo: false,
      cdnBase: "https://cdn.example.org",
    });
    assert.equal(guild?.live.state, "live");
    await database.pool.query("update live_captures set lease_expires_at = now() - interval '1 second'");
    assert.deepEqual(await state(), ["off", 0]);
  });

  it("catches up until it was looked for what was missed before", async function () {
    await database.pool.query("update live_captures set swept_at = null");
    assert.deepEqual(await state(), ["catching_up", 0]);
  });

  it("catches up while a task nobody asked for is open, and while channels are behind", async function () {
    const taskId = await insertGuildCatchUp(database.pool, guildId);
    assert.deepEqual(await state(), ["catching_up", 0]);
    await database.pool.query("update history_fetch_tasks set status = 'cancelled' where id = $1", [taskId]);
    assert.deepEqual(await state(), ["live", 0]);
    await setCovered(secondsAgo(4_000));
    await announce(secondsAgo(3_000));
    assert.deepEqual(await state(), ["catching_up", 1]);
  });

  it("counts channels of which nothing is archived only where everything is to be", async function () {
    await announce(secondsAgo(3_000));
    assert.deepEqual(await state(), ["live", 0]);
    await setKeepComplete(database.pool, guildId, true);
    assert.deepEqual(await state(), ["catching_up", 1]);
    const { rows } = await database.pool.query("select started_by, options from history_fetch_tasks");
    assert.deepEqual(rows, [{ started_by: "catch-up", options: { missingOnly: true } }]);
    await setKeepComplete(database.pool, guildId, false);
    await database.pool.query("update history_fetch_tasks set status = 'cancelled'");
    await makeTask(database.pool, { status: "completed" });
    assert.deepEqual(await state(), ["live", 0], "it is not to be, whatever was fetched");
    await setKeepComplete(database.pool, guildId, null);
    assert.deepEqual(await state(), ["catching_up", 1], "all of it was fetched on request");
  });

  it("waits for what was said just now to settle, unless something older is missing", async function () {
    const behind = async () => [
      ...(await state()),
      (await findCatchUpNeed(database.pool, guildId, accountId)).channels.length,
    ];
    await setCovered(secondsAgo(500));
    await announce(secondsAgo(20));
    assert.deepEqual(await behind(), ["live", 0, 0]);
    await insertMessages(database.pool, { guildId, channelId }, [
      archiveMessage({ id: String(secondsAgo(200)) }),
    ]);
    assert.deepEqual(await behind(), ["catching_up", 1, 1]);
    await setCovered(secondsAgo(100));
    assert.deepEqual(await behind(), ["live", 0, 0]);
  });

  it("leaves out what the account cannot read", async function () {
    await setCovered(secondsAgo(4_000));
    await announce(secondsAgo(3_000));
    await database.pool.query(
      "insert into account_channels (account_id, channel_id, missing) values ($1, $2, '{view_channel}')",
      [accountId, channelId],
    );
    assert.deepEqual(await state(), ["live", 0]);
  });
});
