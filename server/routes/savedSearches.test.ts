import assert from "node:assert/strict";
import { provesNothing, storeMessages } from "../../bot/archive/storeMessages.ts";
import { insertTarget, nextTargetId } from "../../core/database/notifications/targets.ts";
import { inTransaction } from "../../core/postgres/pool.ts";
import { useApi } from "../../test/support/api.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { archiveMessage, channelId, guildId, makeChannel } from "../../test/support/factories.ts";

describe("kept searches and alerts", function () {
  const database = useTestDatabase();
  const api = useApi(database);
  const makeTarget = async () => {
    const id = await nextTargetId(database.pool);
    await insertTarget(database.pool, {
      id,
      name: "ops",
      url: { encrypted: "sealed", shown: "hooks.example" },
      channel: null,
      events: [],
      language: "en",
      enabled: true,
    });
    return id;
  };
  const store = (...messages: Parameters<typeof archiveMessage>[0][]) =>
    inTransaction(database.pool, (tx) =>
      storeMessages(
        tx,
        { guildId, channelId },
        messages.map((message) => archiveMessage({ createdAt: new Date(), ...message })),
        provesNothing,
      ),
    );
  const told = async () =>
    (
      await database.pool.query<{ event: string; facts: Record<string, unknown> }>(
        "select event, facts from notification_tasks order by id",
      )
    ).rows;

  it("are kept, changed and forgotten", async function () {
    const { status, body } = await api.post("/saved-searches", { name: "Cats", q: "cat has:image" });
    assert.deepEqual([status, body.search.name, body.search.alertSince], [201, "Cats", null]);
    const { id } = body.search;
    const changed = await api.request(`/saved-searches/${id}`, {
      method: "PATCH",
      body: { q: "dog", forms: "en" },
    });
    assert.deepEqual(
      [changed.body.search.q, changed.body.search.name, changed.body.search.forms],
      ["dog", "Cats", "en"],
    );
    assert.equal((await api.get("/saved-searches")).body.searches.length, 1);
    assert.equal((await api.request(`/saved-searches/${id}`, { method: "DELETE" })).status, 200);
    assert.equal((await api.request(`/saved-searches/${id}`, { method: "DELETE" })).status, 404);
  });
  it("are refused when nobody could understand them, or nobody is there to be told", async function () {
    const refused = async (input: object) => {
      const { status, body } = await api.post("/saved-searches", { name: "x", ...input });
      return [status, body.error.field];
    };
    assert.deepEqual(await refused({ q: "has:cake" }), [400, "q"]);
    assert.deepEqual(await refused({ q: "cat", alertTargetIds: ["99"] }), [404, "alertTargetIds"]);
  });
  it("tell of new messages that fit, each once, and of nothing else", async function () {
    await makeChannel(database.pool);
    const target = await makeTarget();
    await store({ id: "1", content: "cat before" });
    await api.post("/saved-searches", { name: "Cats", q: "cat -dog", alertTargetIds: [target] });
    const later = new Date(Date.now() + 60_000);
    await store(
      { id: "2", content: "CAT!", createdAt: later },
      { id: "3", content: "cat and dog", createdAt: later },
    );
    await store({ id: "2", content: "CAT!", createdAt: later }); // heard again
    await store({ id: "4", content: "a bird", createdAt: later });
    await store({ id: "5", content: "cat of old", createdAt: new Date("2020-01-01") }); // history
    const [first, ...others] = await told();
    assert.deepEqual(
      [
        first?.event,
        first?.facts.searchName,
        first?.facts.messageId,
        first?.facts.hits,
        first?.facts.message,
        others.length,
      ],
      ["keyword_alert", "Cats", "2", 1, "CAT!", 0],
    );
  });
  it("say when they last told somebody, and tell those that are left when a target is removed", async function () {
    await makeChannel(database.pool);
    const [gone, kept] = [await makeTarget(), await makeTarget()];
    const listed = async () => (await api.get("/saved-searches")).body.searches[0];
    await api.post("/saved-searches", { name: "Cats", q: "cat", alertTargetIds: [gone, kept] });
    assert.equal((await listed()).lastToldAt, null);
    await store({ id: "2", content: "cat", createdAt: new Date(Date.now() + 60_000) });
    assert.equal((await listed()).lastToldStatus, "pending");
    const remove = (id: string) => api.request(`/notification-targets/${id}`, { method: "DELETE" });
    await remove(gone);
    const left = await listed();
    assert.deepEqual([left.alertTargetIds, left.alertSince !== null], [[kept], true]);
    await remove(kept);
    const none = await listed();
    assert.deepEqual([none.alertTargetIds, none.alertSince], [[], null]);
  });
  it("tell nothing when the messages are not stored after all", async function () {
    await makeChannel(database.pool);
    await api.post("/saved-searches", { name: "Cats", q: "cat", alertTargetIds: [await makeTarget()] });
    const later = new Date(Date.now() + 60_000);
    await assert.rejects(
      inTransaction(database.pool, async (tx) => {
        await storeMessages(
          tx,
          { guildId, channelId },
          [archiveMessage({ id: "2", content: "cat", createdAt: later })],
          provesNothing,
        );
        throw new Error("lost");
      }),
    );
    assert.deepEqual(await told(), []);
  });
});
