import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { ensureAccessPassword, verifyAccessPassword } from "../../core/auth/accessPassword.ts";
import { useTestDatabase } from "../support/database.ts";
import { useProcesses } from "../support/processes.ts";

describe("npm run password", function () {
  this.timeout(60_000);
  const database = useTestDatabase();
  const processes = useProcesses();

  it("prints a new access password that must be changed, in the database that is configured", async function () {
    const now = new Date();
    await ensureAccessPassword(database.pool, { bootstrapPassword: "correct horse battery", now });
    const script = processes.start({
      entry: fileURLToPath(new URL("../../scripts/password.js", import.meta.url)),
      env: { DATABASE_URL: database.url },
    });
    const { code } = await script.exited;
    const output = script.lines.map((line) => line.text).join("\n");
    assert.equal(code, 0, output);
    const printed = /access password[^\n]*\n\W*\n\W*(\S+)/.exec(output)?.[1] ?? "";
    assert.deepEqual(await verifyAccessPassword(database.pool, printed, now), {
      kind: "right",
      mustChange: true,
    });
    assert.equal((await verifyAccessPassword(database.pool, "correct horse battery", now)).kind, "wrong");
  });
});
