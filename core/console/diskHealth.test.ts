import assert from "node:assert/strict";
import { checkDisk, withDisk } from "./diskHealth.ts";

const gib = 1024 ** 3;
const time = "2026-05-01T12:00:00.000Z";
const fine = { status: "healthy" } as const;
const checks = { database: fine, migrations: fine, bot: fine, accounts: fine, servers: fine };

describe("checkDisk", function () {
  it("names the mount, the space left, and that fetching pauses", function () {
    assert.deepEqual(checkDisk({ mount: "/srv", freeBytes: gib / 2 }, gib), {
      status: "degraded",
      detail:
        "/srv has 512 MiB left, less than 1.0 GiB: fetching pauses until there is more (MIN_FREE_BYTES).",
      mount: "/srv",
      freeBytes: gib / 2,
    });
  });
  it("tells of a disk that is nearly full before it is", function () {
    const { status, detail } = checkDisk({ mount: "/srv", freeBytes: 1.5 * gib }, gib);
    assert.deepEqual(
      [status, detail],
      ["degraded", "/srv has 1.5 GiB left. Below 1.0 GiB fetching pauses: make room."],
    );
  });
  it("says nothing of a disk that cannot be asked", function () {
    assert.deepEqual(checkDisk(null, gib), { status: "healthy", mount: null, freeBytes: null });
  });
});

describe("withDisk", function () {
  const low = checkDisk({ mount: "/", freeBytes: 0 }, gib);
  it("degrades what is healthy, and hides nothing that is worse", function () {
    assert.equal(withDisk({ status: "healthy", time, checks }, low).status, "degraded");
    assert.equal(withDisk({ status: "unhealthy", time, checks }, low).status, "unhealthy");
  });
});
