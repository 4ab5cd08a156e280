import assert from "node:assert/strict";
import { upsertChannels } from "../../core/database/guilds/directory.ts";
import { createLogger } from "../../core/log.ts";
import { LeaseLostError, PermanentError } from "../../core/queue/errors.ts";
import { makeChat } from "../../test/support/chat.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { claimOne, directoryChannel, makeGuild, makeTask } from "../../test/support/factories.ts";
import { fetchGuild } from "./fetchGuild.ts";

const never = new AbortController().signal;
const log = createLogger({ process: "test", level: "silent" });

/** A server with a category, two text channels, a forum with a post, an active and two archived threads. */
function makeServer() {
  const chat = makeChat();
  const channel = directoryChannel;
  chat.channels = [
    channel({ id: "300000000000000010", kind: "category", name: "lobby", hasHistory: false }),
    channel({ id: "300000000000000011", name: "general", parentId: "300000000000000010" }),
    channel({ id: "300000000000000012", name: "secret" }),
    channel({ id: "300000000000000013", kind: "forum", name: "help", hasHistory: false }),
    channel({
      id: "300000000000000014",
      kind: "public_thread",
      name: "post",
      parentId: "300000000000000013",
    }),
    channel({
      id: "300000000000000015",
      kind: "public_thread",
      name: "thread",
      parentId: "300000000000000011",
    }),
  ];
  chat.archived = [
    channel({
      id: "300000000000000016",
      kind: "public_thread",
      name: "old thread",
      parentId: "300000000000000011",
      archived: true,
    }),
    channel({
      id: "300000000000000017",
      kind: "public_thread",
      name: "old post",
      parentId: "300000000000000013",
      archived: true,
    }),
  ];
  return chat;
}

describe("fetchGuild", function () {
  const database = useTestDatabase();

  async function fanOut(chat: ReturnType<typeof makeChat>, columns: Record<string, unknown> = {}) {
    await makeGuild(database.pool);
    await makeTask(database.pool, columns);
    const task = await claimOne(database.pool);
    const deps = {
      pool: database.pool,
      session: chat,
      storeSnapshot: async () => {
        await upsertChannels(database.pool, chat.channels);
        return [];
      },
      log,
    };
    const outcome = await fetchGuild(deps, task, never);
    const { rows } = await database.pool.query<{ channel_name: string }>(
      "select channel_name from history_fetch_tasks where parent_task_id = $1 order by channel_id",
      [task.id],
    );
    return { outcome, children: rows.map((row) => row.channel_name), deps, task };
  }

  it("makes one child per channel, thread and post, archived ones included", async function () {
    const { outcome, children } = await fanOut(makeServer());
    assert.deepEqual(outcome, { kind: "fannedOut", note: null });
    assert.deepEqual(children, ["general", "secret", "post", "thread", "old thread", "old post"]);
  });
  it("makes no second child when it is repeated after a crash", async function () {
    const { deps, task } = await fanOut(makeServer());
    await fetchGuild(deps, task, never);
    assert.equal(
      (await database.pool.query("select 1 from history_fetch_tasks where parent_task_id is not null"))
        .rowCount,
      6,
    );
  });
  it("leaves out what cannot be read, and notes it", async function () {
    const chat = makeServer();
    chat.missingIn.set("300000000000000012", ["view_channel"]).set("300000000000000013", ["view_channel"]);
    const { children, task, outcome } = await fanOut(chat);
    assert.deepEqual(outcome, { kind: "fannedOut", note: null });
    assert.deepEqual(children, ["general", "post", "thread", "old thread"]);
    const { rows } = await database.pool.query("select note from history_fetch_tasks where id = $1", [
      task.id,
    ]);
    assert.deepEqual(rows, [
      { note: "2 channels were left out, since the bot cannot read them: #secret, #help." },
    ]);
  });
  it("warns when there is nothing else", async function () {
    const chat = makeServer();
    chat.missingIn.set("300000000000000012", ["view_channel"]).set("300000000000000014", ["view_channel"]);
    const channelIds = ["300000000000000012", "300000000000000014"];
    const { children, outcome } = await fanOut(chat, { options: { channelIds } });
    assert.deepEqual([children, outcome.kind], [[], "warning"]);
  });
  it("leaves threads out on request", async function () {
    const chat = makeServer();
    const archivedOut = await fanOut(chat, { options: { includeArchivedThreads: false } });
    assert.deepEqual(archivedOut.children, ["general", "secret", "post", "thread"]);
    await database.pool.query("truncate history_fetch_tasks");
    assert.deepEqual((await fanOut(chat, { options: { includeThreads: false } })).children, [
      "general",
      "secret",
    ]);
  });
  it("takes the chosen channels only, a forum with all its posts, and archived threads that are known", async function () {
    const chat = makeServer();
    const channelIds = ["300000000000000012", "300000000000000013", "300000000000000016"];
    await makeGuild(database.pool);
    await upsertChannels(database.pool, chat.archived);
    const { children } = await fanOut(chat, { options: { channelIds } });
    assert.deepEqual(children, ["secret", "post", "old thread", "old post"]);
  });
  it("takes all threads of the chosen channels when it is told to", async function () {
    const chat = makeServer();
    const options = { channelIds: ["300000000000000011"], includeThreads: true };
    assert.deepEqual((await fanOut(chat, { options })).children, ["general", "thread", "old thread"]);
    await database.pool.query("truncate history_fetch_tasks");
    const archivedOut = await fanOut(chat, { options: { ...options, includeArchivedThreads: false } });
    assert.deepEqual(archivedOut.children, ["general", "thread"]);
  });
  it("turns a task over a forum into its posts", async function () {
    const { children } = await fanOut(makeServer(), { channel_id: "300000000000000013" });
    assert.deepEqual(children, ["post", "old post"]);
  });
  it("notes channels whose threads may not be listed", async function () {
    const chat = makeServer();
    const list = chat.directory.archivedThreads;
    chat.directory.archivedThreads = (channel, signal) => {
      if (channel.id === "300000000000000011") throw new PermanentError("missing_access", "no");
      return list(channel, signal);
    };
    const { outcome, children } = await fanOut(chat);
    assert.match((outcome.kind === "fannedOut" && outcome.note) || "", /#general could not be listed/);
    assert.ok(children.includes("old post"));
  });
  it("writes no child once its claim has ended", async function () {
    const chat = makeServer();
    const refresh = chat.directory.refresh;
    chat.directory.refresh = async (guildId, signal) => {
      await database.pool.query("update history_fetch_tasks set status = 'cancelled'");
      return refresh(guildId, signal);
    };
    await assert.rejects(fanOut(chat), LeaseLostError);
    assert.equal(
      (await database.pool.query("select 1 from history_fetch_tasks where parent_task_id is not null"))
        .rowCount,
      0,
    );
  });
});
