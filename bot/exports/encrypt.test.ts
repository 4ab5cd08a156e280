import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Decrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { startExport } from "../../core/console/exports.ts";
import { exportTasks } from "../../core/database/exports/exportTasks.ts";
import { settleTask } from "../../core/queue/settle.ts";
import { createSecretBox } from "../../core/secrets.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { unzip, useExports } from "../../test/support/exportRuns.ts";
import { insertTaskRow } from "../../test/support/factories.ts";
import { makeRichArchive, rich } from "../../test/support/richArchive.ts";

const passphrase = "a lantern on the quay 茶";
const asking = { address: null, requestId: "test" };

describe("encrypted exports", function () {
  this.timeout(60_000);
  const database = useTestDatabase();
  const exports = useExports(database);
  const secrets = createSecretBox(randomBytes(32).toString("base64"));
  beforeEach(() => makeRichArchive(database.pool, exports.blobs));

  const row = async (id: string) =>
    (await database.pool.query<Record<string, unknown>>("select * from export_tasks where id = $1", [id]))
      .rows[0];
  /** As the console asks for one. */
  const ask = (more: Record<string, unknown> = {}) =>
    startExport(
      { pool: database.pool, secrets },
      {
        guildId: rich.guild,
        format: "jsonl",
        files: "included",
        timezone: "UTC",
        name: "harbour",
        isExact: true,
        fileNames: "%C",
        passphrase,
        ...more,
      },
      asking,
    );
  async function work(): Promise<Record<string, unknown>> {
    const task = await exports.claim();
    const outcome = await exports.work(task, undefined, { secrets, passphraseCost: 12 });
    await settleTask(database.pool, exportTasks, task, outcome as { kind: "completed" });
    return (await row(task.id)) ?? {};
  }
  const result = (done: Record<string, unknown>) =>
    readFile(join(exports.dataDir, "exports", String(done.id), String(done.result_name)));

  it("are opened by the library of age with the passphrase, and hold what a plain one holds", async function () {
    await ask();
    const done = await work();
    assert.equal(done.result_name, "harbour.zip.age");
    const encrypted = await result(done);
    assert.equal(encrypted.length, Number(done.result_bytes));
    assert.match(encrypted.subarray(0, 40).toString("latin1"), /^age-encryption\.org\/v1\n-> scrypt /);
    const decrypter = new Decrypter();
    decrypter.addPassphrase(passphrase);
    const opened = await unzip(Buffer.from(await decrypter.decrypt(encrypted)));
    const plain = await exports.run({
      guild_id: rich.guild,
      format: "jsonl",
      files: "included",
      file_names: "%C",
      plan: JSON.stringify(done.plan),
      frozen_at: done.frozen_at,
    });
    assert.deepEqual([...opened.keys()], [...plain.files.keys()]);
    assert.ok(opened.size >= 3);
    for (const [name, content] of opened)
      assert.ok(content.equals(plain.files.get(name) ?? Buffer.alloc(0)), name);
    assert.deepEqual(
      (await exports.paths()).filter((path) => path.startsWith(`${String(done.id)}/`)),
      [`${String(done.id)}/harbour.zip.age`],
      "nothing of it lies there in the clear",
    );
    const wrong = new Decrypter();
    wrong.addPassphrase("another lantern");
    await assert.rejects(wrong.decrypt(encrypted));
  });
  it("keep the passphrase sealed, for this export alone, and no longer than it takes", async function () {
    const asked = await ask();
    assert.equal(asked.isEncrypted, true);
    const before = await row(asked.id);
    const sealed = String(before?.passphrase_sealed);
    assert.match(sealed, /^v1:/);
    for (const shown of [before, asked]) assert.ok(!JSON.stringify(shown).includes("lantern"));
    const { rows: audit } = await database.pool.query("select * from audit_log");
    assert.ok(!JSON.stringify(audit).includes("lantern"));
    await database.pool.query("update export_tasks set status = 'paused' where id = $1", [asked.id]);
    assert.equal((await row(asked.id))?.passphrase_sealed, sealed, "a paused one goes on later");
    for (const status of ["completed", "warning", "failed", "cancelled"]) {
      const { id } = await ask();
      assert.equal((await exports.claim()).id, id);
      await database.pool.query("update export_tasks set status = $2 where id = $1", [id, status]);
      assert.equal((await row(id))?.passphrase_sealed, null, status);
    }
    // Moved to another export it opens nothing.
    await insertTaskRow(database.pool, "export_tasks", {
      guild_id: rich.guild,
      is_encrypted: true,
      passphrase_sealed: sealed,
    });
    await assert.rejects(exports.work(await exports.claim(), undefined, { secrets }), {
      code: "export_passphrase_gone",
    });
  });
  it("are never written in the clear where the passphrase is gone or no key is there", async function () {
    await insertTaskRow(database.pool, "export_tasks", { guild_id: rich.guild, is_encrypted: true });
    const task = await exports.claim();
    for (const each of [secrets, null])
      await assert.rejects(exports.work(task, undefined, { secrets: each }), {
        code: "export_passphrase_gone",
      });
    assert.equal((await row(task.id))?.result_name, null);
    await assert.rejects(
      startExport(
        { pool: database.pool, secrets: null },
        {
          guildId: rich.guild,
          format: "txt",
          files: "linked",
          timezone: "UTC",
          name: "",
          isExact: true,
          fileNames: "%C",
          passphrase,
        },
        asking,
      ),
      { code: "not_possible" },
    );
  });
  it("are opened by the owner of the key that they were encrypted to, with nothing secret here", async function () {
    const identity = await generateX25519Identity();
    const key = await identityToRecipient(identity);
    await ask({ passphrase: undefined, encryptTo: key, files: "linked", guildId: rich.chat });
    const done = await work();
    assert.equal(done.result_name, "Sailors.jsonl.age");
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    const text = await decrypter.decrypt(await result(done), "text");
    assert.equal(text.trim().split("\n").length, 1 + 7);
    assert.equal(done.passphrase_sealed, null);
  });
});
