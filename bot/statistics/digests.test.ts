import assert from "node:assert/strict";
import type { DigestView } from "../../core/api/digests.ts";
import { insertMessages } from "../../core/database/archive/messages.ts";
import { insertTarget, nextTargetId } from "../../core/database/notifications/targets.ts";
import { snowflakeAt } from "../../core/model/snowflake.ts";
import { useApi } from "../../test/support/api.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { archiveMessage, channelId, guildId, makeChannel } from "../../test/support/factories.ts";
import { renderNotification } from "../notifications/render.ts";
import { toWebhookBody } from "../notifications/webhookBody.ts";
import { sendDueDigests } from "./digestService.ts";

const dayMs = 86_400_000;

describe("weekly digests", function () {
  this.timeout(30_000);
  const database = useTestDatabase();
  const api = useApi(database);
  const query = (text: string, values: unknown[] = []) => database.pool.query(text, values);
  const now = new Date();
  let targetId = "";
  /** As though it had last been told two weeks ago: whatever the weekday, one is due. */
  const makeDue = () => query("update digests set told_for = current_date - 14");
  const queued = async () =>
    (await query("select event, occasion, facts from notification_tasks order by id")).rows;
  const put = (body: object, id = targetId) =>
    api.request(`/guilds/${guildId}/digests/${id}`, { method: "PATCH", body });
  const remove = () => api.request(`/guilds/${guildId}/digests/${targetId}`, { method: "DELETE", body: {} });

  beforeEach(async function () {
    await makeChannel(database.pool);
    await makeChannel(database.pool, {
      id: "300000000000000005",
      kind: "public_thread",
      parentId: channelId,
      name: "@everyone see evil.example",
    });
    targetId = await nextTargetId(database.pool);
    await insertTarget(database.pool, {
      id: targetId,
      name: "ops",
      url: { encrypted: "sealed", shown: "hooks.example" },
      channel: null,
      events: [],
      language: "en",
      enabled: true,
    });
    const say = (channel: string, ids: number[], daysAgo: number, authorId: string) =>
      insertMessages(
        database.pool,
        { guildId, channelId: channel },
        ids.map((id) =>
          archiveMessage({ id: String(id), authorId, createdAt: new Date(now.getTime() - daysAgo * dayMs) }),
        ),
      );
    await say(channelId, [1, 2, 3], 2, "7");
    await say("300000000000000005", [4, 5], 3, "8");
    await say(channelId, [6], 9, "7");
    // Nothing of it is proven to be whole.
    await query("update channels set last_message_id = $2, message_count = 4 where id = $1", [
      channelId,
      String(snowflakeAt(now.getTime())),
    ]);
  });

  it("tell the figures that moved, the threads in which most was said, and the archive's health", async function () {
    const { body } = await api.get(`/guilds/${guildId}/digests`);
    const { facts, zone, targets } = body as DigestView;
    assert.equal(zone, "UTC");
    assert.deepEqual(
      [facts.messages, facts.people, facts.newPeople],
      [{ now: 5, before: 1 }, { now: 2, before: 1 }, 1],
    );
    assert.deepEqual(facts.channels, [{ name: "general", messages: 3, before: 1 }]);
    assert.deepEqual(facts.threads, [{ name: "@everyone see evil.example", messages: 2, before: 0 }]);
    assert.ok(facts.archive.completeness < 1 && facts.archive.missingChannels > 0);
    assert.deepEqual(
      targets.map((each) => [each.targetId, each.name, each.weekday]),
      [[targetId, "ops", null]],
    );
  });

  it("are queued once for what is due, whoever looks, and not before their time", async function () {
    assert.equal((await put({ weekday: 1, hour: 0 })).status, 200);
    assert.equal(await sendDueDigests(database.pool, now), 0, "the first is due with the next Monday");
    await makeDue();
    const counts = await Promise.all([1, 2, 3].map(() => sendDueDigests(database.pool, now)));
    assert.deepEqual(
      counts.toSorted((a, b) => a - b),
      [0, 0, 1],
    );
    assert.equal(await sendDueDigests(database.pool, now), 0);
    const [row, ...others] = await queued();
    assert.deepEqual([row?.event, row?.facts.guildId, others.length], ["weekly_digest", guildId, 0]);
    const day = (await query("select digest_day('UTC', 1, 0)::text as day")).rows[0]?.day as string;
    assert.equal(Date.parse(day) - Date.parse(row?.facts.digest.to), dayMs);
  });

  it("are made up for once after an outage of weeks", async function () {
    await put({ weekday: 3, hour: 12 });
    await query("update digests set told_for = current_date - 60");
    await sendDueDigests(database.pool, now);
    await sendDueDigests(database.pool, now);
    assert.equal((await queued()).length, 1);
  });

  it("are not sent while they, or their target, are switched off, nor once they are removed", async function () {
    await put({ weekday: 1, hour: 0, enabled: false });
    await makeDue();
    assert.equal(await sendDueDigests(database.pool, now), 0);
    await put({ weekday: 1, hour: 0 });
    await makeDue();
    await query("update notification_targets set enabled = false");
    assert.equal(await sendDueDigests(database.pool, now), 0);
    await query("update notification_targets set enabled = true");
    assert.equal((await remove()).status, 200);
    assert.equal(await sendDueDigests(database.pool, now), 0);
    assert.equal((await remove()).status, 404);
  });

  it("come due by the clock of the server's zone, from their hour on", async function () {
    const dayAt = async (zone: string, weekday: number, hour: number) =>
      (
        await query(
          `select digest_day($1, $2, $3) - (now() at time zone $1)::date as back,
             extract(isodow from digest_day($1, $2, $3))::int as weekday`,
          [zone, weekday, hour],
        )
      ).rows[0];
    for (const zone of ["UTC", "Asia/Kathmandu", "America/Los_Angeles"]) {
      const [local] = (
        await query(
          "select extract(isodow from n)::int as d, extract(hour from n)::int as h from (select now() at time zone $1 as n) s",
          [zone],
        )
      ).rows;
      assert.deepEqual(await dayAt(zone, local.d, local.h), { back: 0, weekday: local.d });
      if (local.h < 23)
        assert.deepEqual(await dayAt(zone, local.d, local.h + 1), { back: -7, weekday: local.d });
      const tomorrow = (local.d % 7) + 1;
      assert.deepEqual(await dayAt(zone, tomorrow, 0), { back: -6, weekday: tomorrow });
    }
  });

  it("are sent at once on request, and never ping or link what people wrote", async function () {
    const { status } = await api.post(`/guilds/${guildId}/digests/${targetId}/send`, {});
    assert.equal(status, 202);
    const [row] = await queued();
    assert.ok(row);
    const notification = renderNotification({ event: "weekly_digest", facts: row.facts }, "en", null);
    for (const url of ["https://discord.com/api/webhooks/1/x", "https://hooks.example/x"]) {
      const body = JSON.stringify(
        toWebhookBody(url, { id: "1", event: "weekly_digest", facts: {}, createdAt: now }, notification),
      );
      assert.match(body, /Busiest threads/);
      assert.doesNotMatch(body, /@everyone|evil\.example/);
    }
  });

  it("know no targets that are not there, and no times that no clock shows", async function () {
    assert.equal((await put({ weekday: 1, hour: 9 }, "999")).status, 404);
    assert.equal((await api.post(`/guilds/${guildId}/digests/999/send`, {})).status, 404);
    assert.equal((await put({ weekday: 8, hour: 9 })).status, 400);
    assert.equal((await put({ weekday: 1, hour: 24 })).status, 400);
  });
});
