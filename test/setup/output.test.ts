import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

const outputModule = new URL("../../scripts/lib/output.js", import.meta.url).href;

describe("say", function () {
  it("lets the work go on when nobody reads any more, as in npm run status | head", async function () {
    const script = `import { say } from ${JSON.stringify(outputModule)};
      for (let i = 0; i < 2000; i++) { say("a line"); await new Promise(setImmediate); }
      process.stderr.write("finished");`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.destroy();
    const [complaints, code] = await Promise.all([
      text(child.stderr),
      new Promise((resolve) => child.once("exit", resolve)),
    ]);
    assert.deepEqual([complaints, code], ["finished", 0]);
  });
});
