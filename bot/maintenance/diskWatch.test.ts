import assert from "node:assert/strict";
import type { DiskSpace } from "../../core/disk.ts";
import { createLogger } from "../../core/log.ts";
import { createDiskWatch } from "./diskWatch.ts";

describe("createDiskWatch", function () {
  const log = createLogger({ process: "test", level: "silent" });
  const watching = (minFreeBytes = 1_000) => {
    const calls: string[] = [];
    const state: { disk: DiskSpace | null } = { disk: { mount: "/", freeBytes: 5_000 } };
    const watch = createDiskWatch({
      minFreeBytes,
      findDisk: async () => state.disk,
      onLow: () => calls.push("low"),
      onEnough: () => calls.push("enough"),
      log,
    });
    const see = async (freeBytes: number | null) => {
      state.disk = freeBytes === null ? null : { mount: "/", freeBytes };
      await watch.look();
      return watch.isLow;
    };
    return { calls, see };
  };

  it("pauses below the floor and goes on above it, a little later than it paused", async function () {
    const { calls, see } = watching();
    assert.deepEqual(
      [await see(1_000), await see(999), await see(1_001), await see(1_050)],
      [false, true, true, false],
    );
    assert.deepEqual(calls, ["low", "enough"]);
  });
  it("hands back at every look what was claimed in between", async function () {
    const { calls, see } = watching();
    await see(10);
    await see(10);
    assert.deepEqual(calls, ["low", "low"]);
  });
  it("stays as it is while the space cannot be told", async function () {
    const { see } = watching();
    assert.equal(await see(null), false);
    await see(10);
    assert.equal(await see(null), true);
  });
});
