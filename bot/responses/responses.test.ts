/** Who reacted and voted, from the sandbox's lists and events, by a whole bot. */
import assert from "node:assert/strict";
import { setKeepsResponses } from "../../core/database/responses/noted.ts";
import { openResponseTasks, responseTasks } from "../../core/database/responses/responseTasks.ts";
import { createLogger } from "../../core/log.ts";
import { claimTasks } from "../../core/queue/claim.ts";
import { SnoozeError } from "../../core/queue/errors.ts";
import { startBot, type TestBot, untilOver } from "../../test/support/bot.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { eventually } from "../../test/support/eventually.ts";
import { insertTaskRow, makeChannel, makeTask, workerId } from "../../test/support/factories.ts";
import { tablesThatHold, useOwnForgettingKey } from "../../test/support/forgetting.ts";
import { isKept } from "../../test/support/responses.ts";
import { useSandbox } from "../../test/support/sandbox.ts";
import { createArchiveWriter } from "../archive/writer.ts";
import { readResponses } from "./readResponses.ts";

const stopAll: (() => Promise<void>)[] = [];

describe("who reacted and voted", function () {
  this.timeout(90_000);
  const key = useOwnForgettingKey();
  const sandbox = useSandbox({ limits: "off", layout: "plain", channels: 1, messages: 120 });
  afterEach(async function () {
    for (const stop of stopAll.splice(0)) await stop();
  });
  const database = useTestDatabase(); // after the hook above: it is emptied once no bot works on it any more
  const pool = () => database.pool;
  const start = async (env: Record<string, string> = {}): Promise<TestBot> => {
    const bot = await startBot(database, sandbox, { TASK_POLL_INTERVAL_MS: "1000", ...env });
    stopAll.push(() => bot.stop());
    return bot;
  };
  const place = async () => {
    const [guild] = await sandbox.control.truth.guilds();
    const [channel] = await sandbox.control.truth.channels({ guildId: guild?.id ?? "" });
    return { guildId: guild?.id ?? "", channelId: channel?.id ?? "" };
  };
  const fetchAll = async () => {
    const { guildId } = await place();
    await untilOver(pool(), await makeTask(pool(), { guild_id: guildId }));
  };
  const newest = async () => {
    const { channelId } = await place();
    const { messages } = await sandbox.control.postMessages({ channelId, content: "Tea?" });
    return messages[0]?.id ?? "";
  };
  const members = async (count: number) => {
    const { guildId } = await place();
    const made = Array.from({ length: count }, (_, n) =>
      sandbox.control.addMember({ guildId, username: `guest-${n}` }),
    );
    return (await Promise.all(made)).map(({ userId }) => userId);
  };
  const keep = async () => setKeepsResponses(pool(), (await place()).guildId, true);
  const count = async (messageId: string, emoji: string) =>
    (
      await pool().query<{ count: number }>(
        "select count from reactions where message_id = $1 and emoji = $2",
        [messageId, emoji],
      )
    ).rows[0]?.count ?? 0;
  /** Erases a person, by the bot. */
  const untilErased = async (personId: string) => {
    await insertTaskRow(pool(), "erasure_tasks", { subject: "person", person_id: personId });
    await eventually("they are erased", async () => {
      const { rows } = await pool().query<{ status: string }>("select status from erasure_tasks");
      return rows[0]?.status === "completed";
    });
  };
  const untilKept = async () => {
    const { channelId } = await place();
    await eventually(
      "the lists are those of the platform",
      async () => isKept(pool(), channelId, await sandbox.control.truth.responses(channelId)),
      30_000,
    );
  };

  it("reads what was archived before it was kept, by hundreds, super reactions and votes apart", async function () {
    const { channelId } = await place();
    const [asked, poll] = [
      await newest(),
      await sandbox.control.postPoll({ channelId, question: "Tea?", answers: ["yes", "no"] }),
    ];
    const people = await members(230);
    for (const [n, userId] of people.entries()) {
      await sandbox.control.react({ channelId, messageId: asked, emoji: "🔥", userId, burst: n % 100 === 0 });
      await sandbox.control.vote({ channelId, messageId: poll.id, answerId: 1 + (n % 2), userId });
    }
    await start();
    await fetchAll();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    assert.equal(
      (await pool().query("select from response_lists")).rowCount,
      0,
      "nothing unless it is asked for",
    );
    await sandbox.control.resetCounters({});
    await keep();
    await untilKept();
    const requests = (await sandbox.control.requests()).filter(({ path }) => /reactions|polls/.test(path));
    const of = (part: string) => requests.filter(({ path }) => path.includes(part)).length;
    assert.deepEqual([of(`${asked}/reactions`), of(`polls/${poll.id}`)], [3 + 1, 2 + 2]);
    const truth = await sandbox.control.truth.responses(channelId);
    assert.ok(truth.length > 15);
    assert.equal(
      requests.length,
      truth.reduce((sum, { people: on }) => {
        const burst = on.filter((id) => id.endsWith("!")).length;
        return sum + Math.ceil((on.length - burst) / 100) + Math.ceil(burst / 100);
      }, 0),
      "not one request more than there are pages",
    );
    await eventually("the task is over", async () => {
      const { rows } = await pool().query("select status, progress from response_tasks");
      return rows[0]?.status === "completed" && rows[0].progress === 1;
    });
  });

  it("takes what is heard live for nothing, and counts what is told twice once", async function () {
    const { channelId } = await place();
    await start({ LIVE_CAPTURE: "on" });
    await fetchAll();
    await keep();
    await untilKept();
    const [first, second, third] = await members(3);
    const messageId = await newest();
    await eventually(
      "it is archived",
      async () => (await pool().query("select from messages where id = $1", [messageId])).rowCount,
    );
    await sandbox.control.resetCounters({});
    const react = (userId: string | undefined, on = true, emoji = "🧭", burst = false) =>
      sandbox.control.react({ channelId, messageId, emoji, userId, on, burst });
    await react(first);
    await react(second, true, "🧭", true);
    await react(third);
    await react(first, false);
    await react(first, true, "☕");
    await react(first, false, "☕");
    const poll = await sandbox.control.postPoll({ channelId, question: "Tea?", answers: ["yes", "no"] });
    for (const userId of [first, second])
      await sandbox.control.vote({ channelId, messageId: poll.id, answerId: 1, userId });
    await sandbox.control.vote({ channelId, messageId: poll.id, answerId: 2, userId: second });
    await untilKept();
    const asked = (await sandbox.control.requests()).filter(({ path }) => /reactions|polls/.test(path));
    assert.deepEqual(asked, [], "without a request");
    // The same again, as when a page was read with it before it was told.
    const { guildId } = await place();
    const again = { user_id: third, channel_id: channelId, message_id: messageId, guild_id: guildId };
    const emoji = { id: null, name: "🧭" };
    await sandbox.control.dispatchRaw({
      guildId,
      name: "MESSAGE_REACTION_ADD",
      json: JSON.stringify({ ...again, emoji, burst: false, type: 0 }),
    });
    await sandbox.control.react({ channelId, messageId, emoji: "🔥", userId: third });
    await eventually("it is heard", async () => (await count(messageId, "🔥")) === 1);
    assert.equal(await count(messageId, "🧭"), 2);
    await sandbox.control.clearReactions({ channelId, messageId, emoji: "🔥" });
    await eventually("it is gone", async () => (await count(messageId, "🔥")) === 0);
    await untilKept();
  });

  it("mends a count that was wrong, when it reads who it was", async function () {
    const { channelId } = await place();
    const messageId = await newest();
    const [userId] = await members(1);
    await sandbox.control.react({ channelId, messageId, emoji: "🧭", userId });
    await start();
    await fetchAll();
    await pool().query("update reactions set count = 2 where message_id = $1", [messageId]);
    await keep();
    await untilKept();
    assert.equal(await count(messageId, "🧭"), 1);
  });

  it("asks a forbidden channel once, and goes on after errors of the platform", async function () {
    const { channelId } = await place();
    await start();
    await fetchAll();
    await sandbox.control.setAccess({ channelId, history: false });
    await sandbox.control.resetCounters({});
    await keep();
    await eventually(
      "it is refused",
      async () => {
        const { rowCount } = await pool().query("select from response_lists where reason = 'no_access'");
        const { rowCount: all } = await pool().query("select from response_lists");
        return all !== null && all > 0 && rowCount === all;
      },
      30_000,
    );
    const refused = (await sandbox.control.requests()).filter(({ path }) => /reactions|polls/.test(path));
    assert.equal(refused.length, 1);
    await sandbox.control.setAccess({ channelId, history: true });
    for (const action of ["500", "cut"] as const)
      await sandbox.control.addFault({
        action,
        match: { path: "/reactions/" },
        probability: 0.1,
        seed: 7,
        times: 10,
      });
    await pool().query("update response_lists set next_try_at = now()");
    await untilKept();
  });

  it("leaves the place to fetches: is not claimed while one waits, and hands back what it has begun", async function () {
    const { channelId, guildId } = await place();
    await makeChannel(pool(), { id: channelId, guildId });
    await keep();
    assert.equal(await openResponseTasks(pool()), 1);
    const fetchId = await makeTask(pool(), { guild_id: guildId, channel_id: channelId });
    const claim = { workerId, lanes: [guildId], limit: 1, leaseSeconds: 60 };
    assert.deepEqual(await claimTasks(pool(), responseTasks, claim), []);
    await pool().query("update history_fetch_tasks set status = 'cancelled' where id = $1", [fetchId]);
    const [task] = await claimTasks(pool(), responseTasks, claim);
    assert.ok(task);
    await makeTask(pool(), { guild_id: guildId, channel_id: channelId });
    const log = createLogger({ process: "test", level: "silent" });
    const writers = () => createArchiveWriter(pool(), "discord");
    await assert.rejects(
      readResponses({ pool: pool(), writers, sessions: () => [], log }, task, new AbortController().signal),
      (error) => error instanceof SnoozeError && error.code === "fetches_first",
    );
  });

  it("names nobody who is forgotten, and counts them all the same", async function () {
    const { channelId } = await place();
    const messageId = await newest();
    const [stays = "", goes = ""] = await members(2);
    for (const userId of [stays, goes])
      await sandbox.control.react({ channelId, messageId, emoji: "🧭", userId });
    await start({ LIVE_CAPTURE: "on", FORGETTING_KEY: key.toString("base64") });
    await fetchAll();
    await keep();
    await untilKept();
    await untilErased(goes);
    const named = async (emoji: string) =>
      (
        await pool().query<{ id: string }>(
          "select user_id as id from responses where message_id = $1 and item = $2",
          [messageId, emoji],
        )
      ).rows.map(({ id }) => id);
    assert.deepEqual(await named("🧭"), [stays]);
    await sandbox.control.react({ channelId, messageId, emoji: "🧭", userId: goes, on: false });
    await sandbox.control.react({ channelId, messageId, emoji: "🔥", userId: goes });
    await sandbox.control.react({ channelId, messageId, emoji: "🔥", userId: stays });
    await eventually("it is heard", async () => (await count(messageId, "🔥")) === 2);
    assert.deepEqual([await count(messageId, "🧭"), await named("🔥")], [1, [stays]]);
    await pool().query(
      "update response_lists set status = 'pending', changes = changes + 1 where message_id = $1 and item = '🔥'",
      [messageId],
    );
    await eventually("it is read again", async () => {
      const { rowCount } = await pool().query(
        "select from response_lists where message_id = $1 and item = '🔥' and status = 'read'",
        [messageId],
      );
      return rowCount === 1;
    });
    assert.deepEqual(await named("🔥"), [stays]);
    assert.deepEqual(await tablesThatHold(pool(), goes), []);
  });
});
