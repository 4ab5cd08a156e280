import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createSecretBox } from "../../core/secrets.ts";
import { useApi } from "../../test/support/api.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { channelId, guildId, makeChannel } from "../../test/support/factories.ts";

describe("notification targets", function () {
  const database = useTestDatabase();
  const api = useApi(database, { secrets: createSecretBox(randomBytes(32).toString("base64")) });
  const canary = "canary-s3cr3t-path";
  const webhook = {
    kind: "webhook",
    name: "ops",
    url: `https://hooks.example/${canary}`,
    events: ["fetch_failed", "account_lost"],
    language: "ru",
  };
  const change = (id: string, body: unknown) =>
    api.request(`/notification-targets/${id}`, { method: "PATCH", body });

  it("are made, changed, listed and removed; the address is answered and stored nowhere in clear", async function () {
    const made = await api.post("/notification-targets", webhook);
    assert.equal(made.status, 201);
    const { id } = made.body.target;
    assert.deepEqual(
      [made.body.target.urlShown, made.body.target.enabled, made.body.target.lastDeliveryAt],
      ["hooks.example…path", true, null],
    );
    const changed = await change(id, { enabled: false, events: ["fetch_ended", "fetch_ended"] });
    assert.deepEqual([changed.body.target.enabled, changed.body.target.events], [false, ["fetch_ended"]]);
    assert.equal(changed.body.target.urlShown, "hooks.example…path");
    const moved = await change(id, { url: `https://other.example/${canary}` });
    assert.equal(moved.body.target.urlShown, "other.example…path");
    const listed = await api.get("/notification-targets");
    const { rows } = await database.pool.query("select * from notification_targets");
    for (const seen of [made.body, changed.body, moved.body, listed.body, rows, api.log])
      assert.ok(!JSON.stringify(seen).includes("canary"));
    const removed = await api.request(`/notification-targets/${id}`, { method: "DELETE" });
    assert.equal(removed.status, 200);
    assert.deepEqual((await api.get("/notification-targets")).body.targets, []);
  });
  it("can be channels of archived servers", async function () {
    await makeChannel(database.pool);
    const input = { kind: "discord", name: "#ops", channelId, events: [] };
    const { body } = await api.post("/notification-targets", input);
    assert.deepEqual(
      [body.target.guildId, body.target.channelName, body.target.language],
      [guildId, "general", "en"],
    );
    const unknown = await api.post("/notification-targets", { ...input, channelId: "300000000000000099" });
    assert.deepEqual([unknown.status, unknown.body.error.code], [404, "unknown_channel"]);
    assert.equal((await change(body.target.id, { url: webhook.url })).status, 400);
  });
  it("refuse addresses in private networks and other protocols, without repeating them", async function () {
    for (const url of [
      `http://127.0.0.1/${canary}`,
      `http://0x7f000001/${canary}`,
      `http://[::ffff:127.0.0.1]/${canary}`,
      `http://169.254.169.254/${canary}`,
      `ftp://hooks.example/${canary}`,
      `https://hooks.example:8443/${canary}`,
    ]) {
      const answer = await api.post("/notification-targets", { ...webhook, url });
      assert.deepEqual([answer.status, answer.body.error.field], [400, "url"], url);
      assert.ok(!JSON.stringify(answer.body).includes("canary"));
    }
  });
  it("are tested by a row that the bot delivers, and tell what became of it", async function () {
    const { id } = (await api.post("/notification-targets", { ...webhook, enabled: false })).body.target;
    const test = await api.post(`/notification-targets/${id}/test`);
    assert.equal(test.status, 202);
    const { deliveries } = (await api.get(`/notification-targets/${id}/deliveries`)).body;
    assert.deepEqual(
      deliveries.map((each: Record<string, unknown>) => [each.id, each.event, each.status, each.attempts]),
      [[test.body.deliveryId, "test", "pending", 0]],
    );
    assert.deepEqual((await api.get("/tasks")).body.tasks, [], "nobody asked for it as a task");
    assert.equal((await api.get("/tasks?kind=notification")).body.tasks.length, 1);
  });
  it("are unknown once they are gone", async function () {
    for (const [method, path] of [
      ["PATCH", ""],
      ["DELETE", ""],
      ["POST", "/test"],
      ["GET", "/deliveries"],
    ] as const) {
      const body = method === "GET" ? {} : { body: {} };
      const answer = await api.request(`/notification-targets/999${path}`, { method, ...body });
      assert.deepEqual([answer.status, answer.body.error.code], [404, "unknown_target"]);
    }
  });
});
