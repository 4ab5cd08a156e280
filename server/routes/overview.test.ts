import assert from "node:assert/strict";
import { completenessOf } from "../../core/api/completeness.ts";
import type { OverviewView } from "../../core/api/overview.ts";
import { describeChannels } from "../../core/console/guildChannels.ts";
import { getGuild } from "../../core/console/startFetch.ts";
import { insertMessages } from "../../core/database/archive/messages.ts";
import { keepInStep } from "../../core/stats/keepInStep.ts";
import { useApi } from "../../test/support/api.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import {
  archiveMessage,
  channelId,
  guildId,
  makeChannel,
  makeGuild,
  makeTask,
} from "../../test/support/factories.ts";

const chat = "-1001234567890";
const dayMs = 86_400_000;

describe("the overview over HTTP", function () {
  this.timeout(30_000);
  const database = useTestDatabase();
  const api = useApi(database);
  const query = (text: string, values: unknown[] = []) => database.pool.query(text, values);
  const overview = async (parameters = ""): Promise<OverviewView> => {
    const { status, body } = await api.get(`/overview${parameters}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body as OverviewView;
  };
  const say = (place: { guildId: string; channelId: string }, ids: number[], daysAgo: number) =>
    insertMessages(
      database.pool,
      place,
      ids.map((id) =>
        archiveMessage({ id: String(id), authorId: "7", createdAt: new Date(Date.now() - daysAgo * dayMs) }),
      ),
    );

  beforeEach(async function () {
    await makeChannel(database.pool);
    await makeGuild(database.pool, { id: chat, platform: "telegram", kind: "supergroup", name: "Chat" });
    await query("insert into channels (id, guild_id, kind, name) values ($1, $1, 'text', 'Chat')", [chat]);
  });

  it("tells what was sent on which day on either platform, waiting or added up", async function () {
    await say({ guildId, channelId }, [1, 2], 0);
    await say({ guildId, channelId }, [3, 4, 5], 8);
    await say({ guildId: chat, channelId: chat }, [1], 1);
    await say({ guildId: chat, channelId: chat }, [2], 40);
    for (const step of ["waiting", "added up"]) {
      const { activity, servers } = await overview();
      assert.equal(activity.length, 30);
      assert.deepEqual(
        activity.flatMap(({ discord, telegram }, index) =>
          discord + telegram > 0 ? [[29 - index, discord, telegram]] : [],
        ),
        [
          [8, 3, 0],
          [1, 0, 1],
          [0, 2, 0],
        ],
        step,
      );
      assert.deepEqual(
        servers.map((each) => [each.guildId, each.lastWeek, each.weekBefore]),
        [
          [guildId, 2, 3],
          [chat, 1, 0],
        ],
      );
      while (await keepInStep(database.pool)); // each step does something until there is nothing left
    }
  });

  it("knows how complete servers are as their own pages do", async function () {
    await query(
      "update channels set covered = '{[300000000000000001,300000000000000500)}', last_message_id = 300000000000001000, message_count = 40 where id = $1",
      [channelId],
    );
    const { servers, platforms } = await overview();
    const own = completenessOf(
      await describeChannels(database.pool, await getGuild(database.pool, guildId, true)),
    );
    assert.equal(servers.find((each) => each.guildId === guildId)?.completeness, own);
    assert.deepEqual(
      platforms.map((each) => [each.platform, each.servers, each.messages]),
      [
        ["discord", 1, 40],
        ["telegram", 1, 0],
      ],
    );
  });

  it("names what runs, what failed and what comes next", async function () {
    const running = await makeTask(database.pool, {
      channel_id: channelId,
      channel_name: "general",
      status: "running",
      lease_expires_at: new Date(Date.now() + dayMs),
    });
    const failed = await makeTask(database.pool, {
      status: "failed",
      error_message: "No access.",
      completed_at: new Date(),
    });
    await makeTask(database.pool, { status: "failed", completed_at: new Date(Date.now() - 8 * dayMs) });
    await query(
      "insert into schedules (name, guild_id, cron, next_run_at) values ('nightly', $1, '0 3 * * *', now() + interval '1 h')",
      [guildId],
    );
    const { tasks, schedules, storage } = await overview();
    assert.deepEqual([tasks.running, tasks.waiting, tasks.failed], [1, 0, 1]);
    assert.deepEqual(
      tasks.runningNow.map((task) => [task.id, task.kind, task.guildName, task.channelName]),
      [[running, "history_fetch", "Test server", "general"]],
    );
    assert.deepEqual(
      tasks.failures.map((task) => [task.id, task.message]),
      [[failed, "No access."]],
    );
    assert.deepEqual(
      schedules.map(({ name, guildName }) => [name, guildName]),
      [["nightly", "Test server"]],
    );
    assert.ok(storage.databaseBytes > 1_000_000);
  });

  it("tells what changed after a moment, and nothing without one", async function () {
    assert.equal((await overview()).changes, null);
    const since = new Date(Date.now() - 3_600_000);
    await makeTask(database.pool, { status: "completed", completed_at: new Date() });
    await makeTask(database.pool, { status: "completed", completed_at: new Date(since.getTime() - 1_000) });
    await query(
      "insert into member_events (guild_id, user_id, kind, at) values ($1, 7, 'joined', now()), ($1, 8, 'left', $2)",
      [guildId, new Date(since.getTime() - 1_000)],
    );
    await query("update guilds set created_at = $2 where id = $1", [
      guildId,
      new Date(since.getTime() - 1_000),
    ]);
    const { changes } = await overview(`?since=${since.toISOString()}`);
    assert.deepEqual(changes, {
      since: since.toISOString(),
      ended: [{ status: "completed", count: 1 }],
      newServers: [{ guildId: chat, name: "Chat" }],
      joins: 1,
      leaves: 0,
    });
  });

  it("shows nothing of the sandbox while that is not what runs", async function () {
    await query("update guilds set is_demo = true");
    await makeTask(database.pool, { status: "failed", completed_at: new Date() });
    const { servers, tasks } = await overview();
    assert.deepEqual([servers, tasks.failed, tasks.failures], [[], 0, []]);
  });
});
