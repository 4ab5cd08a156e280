import assert from "node:assert/strict";
import { historyTasks } from "../../core/database/tasks/historyTasks.ts";
import { createLogger } from "../../core/log.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { taskTexts } from "../kinds/texts.ts";
import { LeaseKeeper } from "./leases.ts";
import { Pulse } from "./pulse.ts";
import { Wake } from "./wake.ts";

describe("Pulse", function () {
  const database = useTestDatabase();
  const realNow = performance.now.bind(performance);
  afterEach(function () {
    performance.now = realNow;
  });

  function makePulse(recordAlive = async () => undefined as void) {
    const happened: string[] = [];
    const pulse = new Pulse({
      pool: database.pool,
      kinds: [
        {
          table: historyTasks,
          lanes: () => [],
          run: async () => ({ kind: "completed" }),
          texts: taskTexts("en"),
        },
      ],
      leases: new LeaseKeeper(40),
      leaseSeconds: 40,
      findPausedLanes: async () => new Set(),
      recordAlive,
      tickAccounts: async () => void happened.push("accounts renewed"),
      intervalMs: () => 10_000,
      wake: new Wake(),
      onRevived: () => happened.push("revived"),
      log: createLogger({ process: "test", level: "silent" }),
    });
    return { pulse, happened };
  }

  it("is fresh only after a beat that renewed leases and accounts", async function () {
    const { pulse, happened } = makePulse();
    assert.equal(pulse.isFresh, false);
    await pulse.beatOnce();
    assert.equal(pulse.isFresh, true);
    assert.deepEqual(happened, ["accounts renewed", "revived"]);
  });
  it("is stale after a gap longer than a lease, until it has beaten again", async function () {
    const { pulse, happened } = makePulse();
    await pulse.beatOnce();
    performance.now = () => realNow() + 41_000; // frozen, and thawed
    assert.equal(pulse.isFresh, false);
    await pulse.beatOnce();
    assert.equal(pulse.isFresh, true);
    assert.deepEqual(happened, ["accounts renewed", "revived", "accounts renewed", "revived"]);
  });
  it("does not call itself fresh for a beat that was not answered", async function () {
    const { pulse } = makePulse(() => Promise.reject(new Error("away")));
    await assert.rejects(pulse.beatOnce(), /away/);
    assert.equal(pulse.isFresh, false);
  });
});
