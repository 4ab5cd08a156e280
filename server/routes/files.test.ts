import assert from "node:assert/strict";
import { markFileMissed, markFileStored, noteFiles } from "../../core/database/media/files.ts";
import { readMediaSettings } from "../../core/database/media/settings.ts";
import type { FileReason } from "../../core/model/media.ts";
import { useApi } from "../../test/support/api.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { channelId, guildId, makeChannel } from "../../test/support/factories.ts";

describe("files", function () {
  this.timeout(60_000);
  const database = useTestDatabase();
  const api = useApi(database);
  const file = (item: string) => ({
    kind: "attachment" as const,
    channelId,
    messageId: "400000000000000001",
    item,
    guildId,
    url: "https://cdn.example.org/x",
    variant: null,
    announcedBytes: 10,
  });
  const miss = (item: string, reason: FileReason, retryInMs: number | null = null) =>
    markFileMissed(database.pool, file(item), { reason, message: "No.", retryInMs });
  beforeEach(async function () {
    await makeChannel(database.pool);
    await noteFiles(database.pool, ["1", "2", "3", "4", "5"].map(file));
    await markFileStored(database.pool, file("1"));
    await miss("2", "gone");
    await miss("3", "too_large");
    await miss("4", "unavailable", 60_000);
  });

  it("counts files by what became of them", async function () {
    const { body } = await api.get("/files");
    assert.deepEqual(
      body.kinds.find(({ kind }: { kind: string }) => kind === "attachment"),
      { kind: "attachment", isOn: true, stored: 1, waiting: 1, retrying: 1, failed: 2 },
    );
    assert.deepEqual(body.reasons, [
      { reason: "gone", count: 1 },
      { reason: "too_large", count: 1 },
    ]);
  });
  it("lists what could not be had page by page, with the reason", async function () {
    const first = (await api.get("/files/failed?limit=1")).body;
    const second = (await api.get(`/files/failed?limit=1&cursor=${first.nextCursor}`)).body;
    assert.deepEqual(
      [...first.files, ...second.files].map((each) => [each.item, each.reason, each.channelName]),
      [
        ["3", "too_large", "general"],
        ["2", "gone", "general"],
      ],
    );
    assert.equal(second.nextCursor, null);
    assert.equal((await api.get("/files/failed?reason=gone")).body.files.length, 1);
    assert.equal((await api.get("/files/failed?cursor=nonsense")).status, 400);
  });
  it("lets one, those of a reason or all be fetched again", async function () {
    const { kind, messageId, item } = file("2");
    const one = await api.post("/files/retry", { file: { kind, channelId, messageId, item } });
    assert.equal(one.body.retried, 1);
    assert.equal((await api.post("/files/retry", { reason: "gone" })).body.retried, 0);
    assert.equal((await api.post("/files/retry", {})).body.retried, 1);
    assert.deepEqual((await api.get("/files/failed")).body.files, []);
  });
  it("keeps which kinds are downloaded", async function () {
    const answer = await api.request("/files/settings", {
      method: "PATCH",
      body: { kinds: ["icon", "icon"] },
    });
    assert.deepEqual(answer.body, { kinds: ["icon"] });
    assert.deepEqual((await readMediaSettings(database.pool)).kinds, ["icon"]);
    const refused = await api.request("/files/settings", { method: "PATCH", body: { kinds: ["films"] } });
    assert.equal(refused.status, 400);
  });
});
