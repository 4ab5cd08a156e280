import assert from "node:assert/strict";
import { useTestDatabase } from "../../test/support/database.ts";
import { makeTask, workerId } from "../../test/support/factories.ts";
import { findFailedAttempts, mostAttempts, pruneAttempts, recordFailedAttempt } from "./attempts.ts";

describe("recordFailedAttempt", function () {
  const database = useTestDatabase();
  const startedUs = 1_700_000_000_000_000n;
  const record = (taskId: string, attempt: number) =>
    recordFailedAttempt(database.pool, {
      taskId,
      fence: String(startedUs + BigInt(attempt) * 1_000_000n),
      attempt,
      workerId,
      outcome: "retry",
      reason: "unexpected_error",
      message: "A bug.",
      error: { name: "TypeError", stack: "at there" },
      arguments: { mode: "fill" },
    });

  it("keeps the last ten of each task, the latest first", async function () {
    for (let n = 1; n <= mostAttempts + 3; n++) await record("1", n);
    await record("1", mostAttempts + 3); // repeated after a lost connection
    await record("2", 1);
    const kept = await findFailedAttempts(database.pool, "1");
    assert.deepEqual(
      kept.map(({ attempt }) => attempt),
      Array.from({ length: mostAttempts }, (_, n) => mostAttempts + 3 - n),
    );
    assert.deepEqual(kept[0]?.error, { name: "TypeError", stack: "at there" });
    assert.equal(kept[0]?.startedAt.getTime(), 1_700_000_013_000);
  });
  it("is forgotten with its task", async function () {
    const id = await makeTask(database.pool);
    await record(id, 1);
    await record("999999", 1);
    await pruneAttempts(database.pool);
    assert.equal((await findFailedAttempts(database.pool, id)).length, 1);
    assert.equal((await findFailedAttempts(database.pool, "999999")).length, 0);
  });
});
