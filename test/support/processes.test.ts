import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "./eventually.ts";
import { useProcesses } from "./processes.ts";

/** A stand-in for one of our processes: log lines, readiness, a heartbeat, a slow end. */
const script = `
console.log(JSON.stringify({ code: "begun", cwd: process.cwd(), secret: process.env.SECRET ?? null }));
console.error("plain text");
process.on("SIGTERM", () => { console.log(JSON.stringify({ code: "ending" })); process.exit(0); });
let beats = 0;
setInterval(() => console.log(JSON.stringify({ code: "beat", beats: ++beats })), 20);
process.send("ready");
`;

describe("useProcesses", function () {
  const processes = useProcesses();
  const folder = mkdtempSync(join(tmpdir(), "backscroll-script-"));
  const entry = join(folder, "stand-in.mjs");
  const failing = join(folder, "failing.mjs");
  let lastPid = 0;

  before(function () {
    writeFileSync(entry, script);
    writeFileSync(failing, 'console.error("no way"); process.exit(3);');
  });
  after(function () {
    rmSync(folder, { recursive: true });
  });

  it("collects log lines and plain text, and tells readiness", async function () {
    const started = processes.start({ entry });
    lastPid = started.pid;
    await started.ready;
    assert.equal((await started.waitForLine("begun")).secret, null);
    assert.equal((await started.waitForLine((line) => line.text !== undefined)).text, "plain text");
  });

  it("has killed what the previous test left", function () {
    assert.throws(() => process.kill(lastPid, 0), { code: "ESRCH" });
  });

  it("passes only the environment it is given, and a working directory of its own", async function () {
    const given = processes.start({ entry, env: { SECRET: "x" } });
    const begun = await given.waitForLine("begun");
    assert.equal(begun.secret, "x");
    assert.notEqual(begun.cwd, process.cwd());
  });

  it("lets a process end in order, and kills one that is frozen", async function () {
    const orderly = processes.start({ entry });
    await orderly.ready;
    assert.deepEqual(await orderly.stop(), { code: 0, signal: null });
    assert.equal(orderly.lines.at(-1)?.code, "ending");
    const frozen = processes.start({ entry });
    await frozen.ready;
    frozen.freeze();
    assert.deepEqual(await frozen.kill9(), { code: null, signal: "SIGKILL" });
  });

  it("freezes and thaws", async function () {
    const started = processes.start({ entry });
    await started.waitForLine("beat");
    started.freeze();
    // Stopped is a state of its own in the process table: no need to wait and see whether it prints.
    if (process.platform === "linux") {
      await eventually("it stands still", () =>
        / T /.test(readFileSync(`/proc/${started.pid}/stat`, "utf8")),
      );
    }
    const before = started.lines.length;
    started.thaw();
    await eventually("it goes on", () => started.lines.length > before);
  });

  it("says how a process ended that was expected to become ready", async function () {
    const started = processes.start({ entry: failing });
    await assert.rejects(started.ready, /failing\.mjs ended before it was ready \(exit code 3\).*\nno way/s);
    await assert.rejects(started.waitForLine("never"), /ended without a line with code never/);
  });

  it("gives up waiting for a line", async function () {
    const started = processes.start({ entry });
    await started.ready;
    await assert.rejects(started.waitForLine("never", 100), /within 100 ms/);
  });
});
