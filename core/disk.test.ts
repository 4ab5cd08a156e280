import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diskState, findFullestDisk, shownBytes } from "./disk.ts";

const gib = 1024 ** 3;

describe("diskState", function () {
  it("is low below the floor, and nearly full below twice the floor", function () {
    const state = (freeBytes: number) => diskState({ mount: "/", freeBytes }, gib);
    assert.deepEqual([gib - 1, gib, 2 * gib - 1, 2 * gib].map(state), [
      "low",
      "nearly_full",
      "nearly_full",
      "enough",
    ]);
  });
  it("is never low without a floor", function () {
    assert.equal(diskState({ mount: "/", freeBytes: 0 }, 0), "enough");
  });
});

describe("findFullestDisk", function () {
  it("names the mount of the data folder and what ordinary users have left there", async function () {
    const folder = mkdtempSync(join(tmpdir(), "backscroll-disk-"));
    try {
      mkdirSync(join(folder, "postgres"));
      const disk = await findFullestDisk(folder);
      assert.ok(disk && folder.startsWith(disk.mount), disk?.mount);
      const { bavail, bsize } = statfsSync(folder);
      assert.ok(Math.abs(disk.freeBytes - bavail * bsize) < gib, "about what the system says");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
  it("is null where nothing is", async function () {
    assert.equal(await findFullestDisk(join(tmpdir(), "does-not-exist")), null);
  });
});

describe("shownBytes", function () {
  it("is short", function () {
    assert.deepEqual([900 * 1024 ** 2, 1.25 * gib].map(shownBytes), ["900 MiB", "1.3 GiB"]);
  });
});
