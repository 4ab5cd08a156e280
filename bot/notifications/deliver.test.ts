import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { notificationTasks } from "../../core/database/notifications/deliveries.ts";
import { insertTarget, nextTargetId, urlPlace } from "../../core/database/notifications/targets.ts";
import { PermanentError, RetryableError, SnoozeError } from "../../core/queue/errors.ts";
import { createSecretBox } from "../../core/secrets.ts";
import { makeChat } from "../../test/support/chat.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { channelId, guildId, makeChannel } from "../../test/support/factories.ts";
import { useReceiver } from "../../test/support/receiver.ts";
import { type DeliverDeps, deliver } from "./deliver.ts";

describe("deliver", function () {
  const database = useTestDatabase();
  const receiver = useReceiver();
  const secrets = createSecretBox(randomBytes(32).toString("base64"));
  const chat = makeChat();
  const signal = new AbortController().signal;
  const deps = (given: Partial<DeliverDeps> = {}): DeliverDeps => ({
    db: database.pool,
    sessions: () => [{ accountId: "1", platform: "discord", session: chat, isDemo: false }],
    secrets,
    outbound: { allowPrivate: true },
    consoleUrl: null,
    ...given,
  });
  /** A delivery to a webhook, or to the default channel. */
  async function makeDelivery(where: "webhook" | "channel") {
    await makeChannel(database.pool);
    const id = await nextTargetId(database.pool);
    const isWebhook = where === "webhook";
    await insertTarget(database.pool, {
      id,
      name: "ops",
      url: isWebhook ? { encrypted: secrets.seal(receiver.url, urlPlace(id)), shown: "127.0.0.1" } : null,
      channel: isWebhook ? null : { guildId, channelId },
      events: [],
      language: "ru",
      enabled: true,
    });
    const { rows } = await database.pool.query<Record<string, unknown>>(
      "insert into notification_tasks (target_id, lane) values ($1, $2) returning *",
      [id, isWebhook ? 0 : guildId],
    );
    return notificationTasks.toTask(rows[0] ?? {});
  }
  const failure = (work: Promise<unknown>) =>
    work.then(
      () => assert.fail("it must fail"),
      (error: unknown) => error as Error,
    );

  it("posts to a webhook in the target's language", async function () {
    const task = await makeDelivery("webhook");
    assert.deepEqual(await deliver(deps(), task, signal), { kind: "completed" });
    const [first] = receiver.received;
    assert.deepEqual([first?.body.id, first?.body.title], [task.id, "Проверочное уведомление"]);
  });
  it("tells by the answer what happens next, and never the address", async function () {
    const task = await makeDelivery("webhook");
    const cases = [
      [500, RetryableError],
      [503, RetryableError],
      [429, RetryableError],
      [404, PermanentError],
      [302, PermanentError],
    ] as const;
    for (const [status, kind] of cases) {
      receiver.answers.push(status);
      const error = await failure(deliver(deps(), task, signal));
      assert.ok(error instanceof kind, `${status}: ${error.name}`);
      assert.ok(!`${error.stack}${String(error.cause)}`.includes("s3cr3t"));
    }
    receiver.headers = { "retry-after": "60" };
    receiver.answers.push(429);
    const pause = await failure(deliver(deps(), task, signal));
    assert.ok(pause instanceof SnoozeError && pause.until.getTime() > Date.now() + 50_000);
    const refused = await failure(deliver(deps({ outbound: { allowPrivate: false } }), task, signal));
    assert.ok(refused instanceof PermanentError && refused.code === "address_refused");
    assert.equal(receiver.received.length, cases.length + 1);
  });
  it("says when the address cannot be read", async function () {
    const task = await makeDelivery("webhook");
    for (const wrong of [null, createSecretBox(randomBytes(32).toString("base64"))]) {
      const error = await failure(deliver(deps({ secrets: wrong }), task, signal));
      assert.ok(error instanceof PermanentError && error.code === "secret_unreadable");
    }
  });
  it("posts to a channel through an account in its server, once however often it is tried", async function () {
    const task = await makeDelivery("channel");
    await deliver(deps(), task, signal);
    await deliver(deps(), task, signal);
    assert.deepEqual(
      [...chat.sent.values()].map((sent) => [sent.channelId, sent.message.title]),
      [[channelId, "Проверочное уведомление"]],
    );
    const nobody = await failure(deliver(deps({ sessions: () => [] }), task, signal));
    assert.ok(nobody instanceof RetryableError);
  });
});
