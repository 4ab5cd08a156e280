import assert from "node:assert/strict";
import { ensureAccessPassword } from "../../core/auth/accessPassword.ts";
import { insertAttachments, insertMessages } from "../../core/database/archive/messages.ts";
import { useApi } from "../../test/support/api.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { archiveMessage, channelId, guildId, makeChannel } from "../../test/support/factories.ts";

const person = "400000000000000001";
const password = "correct horse battery";

describe("forgetting over HTTP", function () {
  this.timeout(20_000); // argon2 takes its time
  const database = useTestDatabase();
  const api = useApi(database);
  const query = async (text: string, values: unknown[] = []) =>
    (await database.pool.query<Record<string, unknown>>(text, values)).rows;
  beforeEach("set the password and fill the server", async function () {
    await query("delete from settings where key = 'access_password'");
    await ensureAccessPassword(database.pool, { bootstrapPassword: password });
    await makeChannel(database.pool);
    await query("insert into authors (id, platform, name) values ($1, 'discord', 'ada')", [person]);
    const file = {
      id: "9",
      fileName: "a.png",
      contentType: null,
      sizeBytes: 1,
      width: null,
      height: null,
      durationSeconds: null,
      description: null,
      isSpoiler: false,
      url: "",
    };
    const messages = ["10", "11"].map((id) => archiveMessage({ id, authorId: person, attachments: [file] }));
    await insertMessages(database.pool, { guildId, channelId }, messages);
    await insertAttachments(database.pool, channelId, messages);
    await query("update channels set message_count = 2");
  });

  it("counts beforehand what would go", async function () {
    const preview = async (parameters: string) => (await api.get(`/erasures/preview?${parameters}`)).body;
    assert.deepEqual(await preview(`subject=person&personId=${person}`), {
      name: "ada",
      counts: { messages: 2, attachments: 2 },
      channels: 1,
      guilds: 1,
      isForgotten: false,
    });
    assert.deepEqual((await preview(`subject=channel&channelId=${channelId}`)).counts, {
      messages: 2,
      attachments: 2,
    });
    assert.deepEqual((await preview(`subject=guild&guildId=${guildId}`)).counts, {
      messages: 2,
      attachments: 2,
    });
    assert.deepEqual((await preview(`subject=message&channelId=${channelId}&messageId=10`)).counts, {
      messages: 1,
      attachments: 1,
    });
    assert.equal((await api.get("/erasures/preview?subject=message&messageId=10")).status, 400);
  });
  it("asks for the password once more, and writes the task together with who asked", async function () {
    const input = { subject: "person", personId: person };
    const wrong = await api.post("/erasures", { ...input, password: "wrong" });
    assert.deepEqual(
      [wrong.status, wrong.body.error.code, wrong.body.error.field],
      [400, "wrong_password", "password"],
    );
    assert.deepEqual(await query("select from erasure_tasks"), []);
    const { status, body } = await api.post("/erasures", { ...input, password, note: "by mail" });
    assert.equal(status, 202);
    assert.deepEqual(
      [body.erasure.status, body.erasure.phase, body.erasure.traces],
      ["pending", "waiting", null],
    );
    assert.deepEqual(await query("select person_id, erases, note, started_by from erasure_tasks"), [
      { person_id: person, erases: true, note: "by mail", started_by: "console" },
    ]);
    const [audit] = await query(
      "select action, subject, request_id is not null as traced, details::text from audit_log",
    );
    assert.deepEqual(audit, {
      action: "erasure.requested",
      subject: `person, task ${body.erasure.id}`,
      traced: true,
      details: "{}",
    });
    assert.equal((await api.get(`/erasures/${body.erasure.id}`)).body.erasure.id, body.erasure.id);
    assert.equal((await api.get("/erasures")).body.erasures.length, 1);
    assert.equal((await api.get("/erasures/999")).body.error.code, "unknown_erasure");
  });
  it("lets only people opt out, and wants to know what is meant", async function () {
    for (const input of [
      { subject: "channel", channelId, erases: false },
      { subject: "person" },
      { subject: "guild", channelId },
    ])
      assert.equal((await api.post("/erasures", { ...input, password })).status, 400, JSON.stringify(input));
  });
  it("lists what is forgotten, and takes an entry off with the password", async function () {
    await query(
      `insert into forgotten (digest, kind, erased, subject_id, created_at) values
         (sha256('a'), 'person', false, $1, '2024-01-01'), (sha256('b'), 'person', true, null, '2024-01-02'), (sha256('c'), 'message', true, null, now())`,
      [person],
    );
    const first = (await api.get("/forgotten?limit=1")).body;
    assert.deepEqual(
      [first.entries[0].erased, first.entries[0].personId, first.messageCount],
      [true, null, 1],
    );
    const second = (await api.get(`/forgotten?limit=1&cursor=${first.nextCursor}`)).body;
    assert.deepEqual([second.entries[0].personName, second.nextCursor], ["ada", null]);
    const path = `/forgotten/${second.entries[0].digest}/lift`;
    assert.equal((await api.post(path, { password: "wrong" })).status, 400);
    assert.equal((await api.post(path, { password })).status, 200);
    assert.equal((await api.post(path, { password })).status, 404);
    assert.deepEqual(await query("select kind from forgotten where kind = 'person'"), [{ kind: "person" }]);
    assert.deepEqual(await query("select action from audit_log"), [{ action: "opt_out.lifted" }]);
  });
});
