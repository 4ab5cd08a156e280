import assert from "node:assert/strict";
import { useProcesses } from "./processes.ts";
import { startSandboxProcess, useSandbox } from "./sandbox.ts";

describe("useSandbox", function () {
  const sandbox = useSandbox({ layout: "plain", messages: 10, channels: 1, limits: "off" });
  let lastPort = 0;

  for (const run of ["first", "second"]) {
    it(`gives the ${run} test a world of its own`, async function () {
      assert.notEqual(sandbox.port, lastPort);
      lastPort = sandbox.port;
      assert.equal((await sandbox.control.truth.channels()).length, 1);
    });
  }
});

describe("startSandboxProcess", function () {
  this.timeout(40_000);
  const processes = useProcesses();

  it("is controlled like one in the test's own process", async function () {
    const args = ["--layout", "plain", "--messages", "10", "--channels", "2", "--limits", "off"];
    const sandbox = await startSandboxProcess(processes.start, args, "source");
    assert.equal((await sandbox.control.truth.channels()).length, 2);
    const response = await fetch(`${sandbox.apiBase}/v10/users/@me`, {
      headers: { authorization: `Bot ${sandbox.tokens[0]}` },
    });
    assert.equal(response.status, 200);
  });
});
