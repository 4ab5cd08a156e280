import assert from "node:assert/strict";
import { inTransaction } from "../../core/postgres/pool.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { archiveMessage, channelId, guildId, makeChannel } from "../../test/support/factories.ts";
import { provesNothing, storeMessages } from "./storeMessages.ts";

const place = { guildId, channelId };
const messages = (...ids: string[]) => ids.map((id) => archiveMessage({ id }));

describe("storeMessages", function () {
  const database = useTestDatabase();
  const store = (batch: ReturnType<typeof messages>, proof = provesNothing) =>
    inTransaction(database.pool, (tx) => storeMessages(tx, place, batch, proof));
  const channel = async () => {
    const { rows } = await database.pool.query<Record<string, string>>(
      `select covered::text, message_count, newest_message_id, last_message_id,
         (select sum(messages_saved)::int from archive_days) as today from channels`,
    );
    return rows[0];
  };

  beforeEach(async function () {
    await makeChannel(database.pool);
  });

  it("stores messages that prove nothing, without a task, and claims no coverage", async function () {
    const stored = await store(messages("1010", "1030", "1020"));
    assert.deepEqual([stored.saved, stored.duplicate, stored.updated, stored.covered], [3, 0, 0, []]);
    assert.deepEqual(await channel(), {
      covered: "{}",
      message_count: "3",
      newest_message_id: "1030",
      last_message_id: "1030",
      today: 3,
    });
  });
  it("covers what a batch proves, also when it holds no message", async function () {
    await store(messages("1010"), { interval: { fromId: "1000", toId: "1020" }, isReread: false });
    const { covered } = await store([], { interval: { fromId: "1020", toId: "1100" }, isReread: false });
    assert.deepEqual(covered, [{ from: 1000n, to: 1100n }]);
    assert.equal((await channel())?.message_count, "1");
  });
  it("counts what is archived already once, whoever brought it first", async function () {
    await store(messages("1010", "1020"));
    const edited = archiveMessage({ id: "1020", content: "edited", editedAt: new Date("2025-01-01") });
    const stored = await store([...messages("1010", "1030"), edited]);
    assert.deepEqual([stored.saved, stored.duplicate, stored.updated], [1, 1, 1]);
    assert.deepEqual([(await channel())?.message_count, (await channel())?.today], ["3", 3]);
  });
  it("leaves no day behind on which nothing was archived", async function () {
    await store(messages("1010"));
    await database.pool.query("delete from archive_days");
    await store(messages("1010"));
    assert.equal((await channel())?.today, null);
  });
  it("tells which coverage a message contradicts that was not archived", async function () {
    await store(messages("1010"), { interval: { fromId: "1000", toId: "1020" }, isReread: false });
    await store(messages("1050"), { interval: { fromId: "1040", toId: "1060" }, isReread: false });
    assert.deepEqual((await store(messages("1010", "1030"))).contradicted, []);
    assert.deepEqual((await store(messages("1045"))).contradicted, [{ from: 1040n, to: 1060n }]);
  });
  it("records deletions only inside the interval that was read again", async function () {
    await store(messages("1010", "1020", "1030", "1040"));
    await store(messages("1030"), { interval: { fromId: "1020", toId: "1040" }, isReread: true });
    const { rows } = await database.pool.query("select id from messages where deleted_at is not null");
    assert.deepEqual(rows, [{ id: "1020" }]);
  });
});
