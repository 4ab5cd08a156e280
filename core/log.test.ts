import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { createLogger, withoutSecrets } from "./log.ts";

/** A logger and the lines it wrote. */
function capture() {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  return { log: createLogger({ process: "test", level: "trace" }, stream), text: () => lines.join("") };
}
const botToken = `${Buffer.from("112233445566778899").toString("base64")}.GabcdE.${"x".repeat(38)}`;

describe("createLogger", function () {
  it("writes one JSON line with process, level word and time", function () {
    const { log, text } = capture();
    log.info({ code: "task.claimed", taskId: "7" }, "line one\nline two \u001b[31m");
    const line = JSON.parse(text()) as Record<string, unknown>;
    assert.equal(text().trimEnd().split("\n").length, 1);
    assert.deepEqual(
      [line.process, line.level, line.code, line.taskId],
      ["test", "info", "task.claimed", "7"],
    );
    assert.match(String(line.time), /^\d{4}-\d\d-\d\dT.*Z$/);
  });
  it("never writes secrets, whatever they are wrapped in", function () {
    const { log, text } = capture();
    log.info(
      {
        token: "canary-1",
        account: { token: "canary-2", deep: { password: "canary-3" } },
        headers: { cookie: "canary-4" },
      },
      "x",
    );
    log.error(
      { error: new Error(`failed for ${botToken}`, { cause: new Error("postgres://u:canary-5@host/db") }) },
      "x",
    );
    assert.doesNotMatch(text(), /canary/);
    assert.ok(!text().includes(botToken));
  });
  it("keeps name, code and the chain of causes of errors", function () {
    const { log, text } = capture();
    log.warn(
      { error: new Error("outer", { cause: Object.assign(new Error("inner"), { code: "ECONNRESET" }) }) },
      "x",
    );
    const { error } = JSON.parse(text()) as { error: { message: string; cause: { code: string } } };
    assert.deepEqual([error.message, error.cause.code], ["outer", "ECONNRESET"]);
  });
});

describe("withoutSecrets", function () {
  it("leaves ordinary text alone", function () {
    const text = "channel 1103847562930475009 in postgres://localhost/discord_stats failed at file.test.ts";
    assert.equal(withoutSecrets(text), text);
  });
});
