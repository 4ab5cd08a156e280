import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withLock } from "../../scripts/lib/lock.js";
import { useProcesses } from "../support/processes.ts";

const lockModule = new URL("../../scripts/lib/lock.js", import.meta.url).href;

describe("withLock", function () {
  this.timeout(60_000);
  const processes = useProcesses();
  let folder: string;
  let lock: string;
  beforeEach(function () {
    folder = mkdtempSync(join(tmpdir(), "backscroll-lock-"));
    lock = join(folder, "lock");
  });
  afterEach(function () {
    rmSync(folder, { recursive: true });
  });
  const script = (name: string, content: string) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };

  it("lets one process in at a time", async function () {
    const counter = join(folder, "counter");
    writeFileSync(counter, "0");
    const entry = script(
      "count.mjs",
      `import { readFileSync, writeFileSync } from "node:fs";
      import { setTimeout as sleep } from "node:timers/promises";
      import { withLock } from ${JSON.stringify(lockModule)};
      for (let i = 0; i < 5; i++) await withLock(${JSON.stringify(lock)}, { what: "Counting" }, async () => {
        const n = Number(readFileSync(${JSON.stringify(counter)}, "utf8"));
        await sleep(3);
        writeFileSync(${JSON.stringify(counter)}, String(n + 1));
      });`,
    );
    const all = [1, 2, 3, 4].map(() => processes.start({ entry }));
    for (const { exited } of all) assert.deepEqual(await exited, { code: 0, signal: null });
    assert.equal(readFileSync(counter, "utf8"), "20");
    assert.deepEqual(readdirSync(folder).sort(), ["count.mjs", "counter"]);
  });

  it("takes over from a holder that was killed", async function () {
    const entry = script(
      "hold.mjs",
      `import { withLock } from ${JSON.stringify(lockModule)};
      await withLock(${JSON.stringify(lock)}, { what: "Holding" }, () => new Promise(() => {
        console.log(JSON.stringify({ code: "held" }));
        setInterval(() => {}, 1000);
      }));`,
    );
    const holder = processes.start({ entry });
    await holder.waitForLine("held");
    await assert.rejects(
      withLock(lock, { what: "Holding", timeoutMs: 0 }, async () => {}),
      new RegExp(`Holding is still going on in process ${holder.pid}`),
    );
    await holder.kill9();
    assert.equal(await withLock(lock, { what: "Working" }, async () => "done"), "done");
  });

  it("takes over when the holder's process id belongs to a later process, or the file is damaged", async function () {
    for (const content of [JSON.stringify({ pid: process.pid, startedAt: "another time" }), "", '{"pid":']) {
      writeFileSync(lock, content);
      assert.equal(await withLock(lock, { what: "Working", timeoutMs: 1000 }, async () => "done"), "done");
    }
  });

  it("is free again after work that failed", async function () {
    const failing = () => Promise.reject(new Error("broken"));
    await assert.rejects(withLock(lock, { what: "Working" }, failing), /broken/);
    assert.deepEqual(readdirSync(folder), []);
  });
});
