import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { insertTarget, nextTargetId, urlPlace } from "../../core/database/notifications/targets.ts";
import { notificationEvents } from "../../core/model/notification.ts";
import { createSecretBox } from "../../core/secrets.ts";
import { startBot, type TestBot, untilOver } from "../support/bot.ts";
import { useTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { makeTask } from "../support/factories.ts";
import { useProcesses } from "../support/processes.ts";
import { useReceiver } from "../support/receiver.ts";
import { useSandbox } from "../support/sandbox.ts";

describe("notifications of a fetch", function () {
  this.timeout(60_000);
  const key = randomBytes(32).toString("base64");
  const receiver = useReceiver();
  const sandbox = useSandbox({ layout: "plain", channels: 2, messages: 200, limits: "off" });
  let bot: TestBot | undefined;
  afterEach("stop the bot before the database is emptied", async function () {
    await bot?.stop();
    bot = undefined;
  });
  const processes = useProcesses();
  const database = useTestDatabase();
  const env = { ENCRYPTION_KEY: key, ALLOW_PRIVATE_WEBHOOKS: "on", TASK_POLL_INTERVAL_MS: "1000" };
  const guild = async () => (await sandbox.control.truth.guilds())[0]?.id ?? "";

  async function makeTarget(channelId?: string): Promise<void> {
    const id = await nextTargetId(database.pool);
    const encrypted = createSecretBox(key).seal(receiver.url, urlPlace(id));
    await insertTarget(database.pool, {
      id,
      name: "ops",
      url: channelId ? null : { encrypted, shown: "127.0.0.1" },
      channel: channelId ? { guildId: await guild(), channelId } : null,
      events: notificationEvents,
      language: "en",
      enabled: true,
    });
  }
  const fetchAll = async () =>
    untilOver(database.pool, await makeTask(database.pool, { guild_id: await guild() }));
  const deliveries = async () =>
    (
      await database.pool.query<{ status: string; attempts: number }>(
        "select status, attempts from notification_tasks order by id",
      )
    ).rows;
  /** Retries now what would be retried later, as an operator may. */
  const hurry = () =>
    database.pool.query(
      "update notification_tasks set run_at = now() where status = 'pending' and run_at > now()",
    );
  const untilDelivered = () =>
    eventually(
      "all is delivered",
      async () => {
        await hurry();
        const rows = await deliveries();
        return rows.length > 0 && rows.every(({ status }) => status === "completed");
      },
      30_000,
    );

  it("reach a webhook that failed twice, once", async function () {
    bot = await startBot(database, sandbox, env);
    await makeTarget();
    receiver.answers.push(500, 500);
    const task = await fetchAll();
    await untilDelivered();
    assert.deepEqual(
      receiver.received.map(({ status }) => status),
      [500, 500, 204],
    );
    const told = receiver.received.map(({ body }) => [
      body.id,
      body.event,
      (body.facts as { taskId: string }).taskId,
    ]);
    assert.equal(new Set(told.map(String)).size, 1, "the same was sent again");
    assert.deepEqual(told[0]?.slice(1), ["fetch_ended", task.id]);
    const { rows } = await database.pool.query("select last_delivery_status from notification_targets");
    assert.equal(rows[0]?.last_delivery_status, "completed");
  });
  it("reach a webhook once though the bot is killed while it delivers", async function () {
    const start = () =>
      processes.start({
        entry: "bot",
        from: "source",
        env: {
          ...env,
          DATABASE_URL: database.url,
          DISCORD_TOKEN: sandbox.tokens[0] ?? "",
          MEDIA_DOWNLOADS: "off",
          DISCORD_API_BASE: sandbox.apiBase,
          DISCORD_CDN_BASE: sandbox.cdnBase,
          TASK_LEASE_SECONDS: "2",
          LIVE_CAPTURE: "off",
          LOG_LEVEL: "debug",
        },
      });
    const first = start();
    await makeTargetOnceKnown();
    receiver.answers.push(null); // never answered
    await fetchAll();
    await eventually("it is on its way", () => receiver.received.length === 1);
    await first.kill9();
    const second = start();
    await untilDelivered();
    assert.deepEqual(
      receiver.received.map(({ status }) => status),
      [null, 204],
    );
    assert.equal(receiver.received[0]?.body.id, receiver.received[1]?.body.id);
    assert.equal((await deliveries()).length, 1);
    for (const { lines } of [first, second])
      assert.ok(!JSON.stringify(lines).includes("s3cr3t"), "the address stands in no log");
    await second.stop();
  });
  it("reach a channel once though the answer to the message was lost", async function () {
    bot = await startBot(database, sandbox, env);
    const channel = (await sandbox.control.truth.channels())[0]?.id ?? "";
    await makeTarget(channel);
    const posts = async () => {
      const found = [];
      for await (const message of sandbox.control.truth.messages(channel)) found.push(message);
      return found.length;
    };
    const before = await posts();
    // The message is posted, its answer is not heard.
    await sandbox.control.addFault({
      match: { method: "POST", route: "channels/:channel/messages" },
      action: "cut-body",
      times: 1,
    });
    await fetchAll();
    await untilDelivered();
    assert.equal(await posts(), before + 1);
  });

  /** The directory of a bot that was just started. */
  async function makeTargetOnceKnown(): Promise<void> {
    await eventually(
      "the bot is connected",
      async () => (await database.pool.query("select from accounts where status = 'ready'")).rowCount,
      30_000,
    );
    await makeTarget();
  }
});
