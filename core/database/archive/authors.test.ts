import assert from "node:assert/strict";
import { useTestDatabase } from "../../../test/support/database.ts";
import { type ArchiveAuthor, upsertAuthors } from "./authors.ts";

const author = (change: Partial<ArchiveAuthor> = {}): ArchiveAuthor => ({
  id: "400000000000000001",
  name: "ada",
  displayName: "Ada",
  avatar: null,
  isBot: false,
  isWebhook: false,
  ...change,
});

describe("upsertAuthors", function () {
  const database = useTestDatabase();
  const names = async () =>
    (await database.pool.query("select name, display_name from author_names order by replaced_at")).rows;
  const current = async () =>
    (await database.pool.query<Record<string, unknown>>("select * from authors order by id")).rows;

  it("stores authors as last seen and keeps their earlier names", async function () {
    await upsertAuthors(database.pool, "discord", [author()]);
    await upsertAuthors(database.pool, "discord", [author({ avatar: "changed" })]);
    assert.deepEqual(await names(), []);
    await upsertAuthors(database.pool, "discord", [author({ name: "ada2", avatar: "changed" })]);
    assert.deepEqual(await names(), [{ name: "ada", display_name: "Ada" }]);
    assert.deepEqual(
      (await current()).map((row) => [row.name, row.avatar, row.platform]),
      [["ada2", "changed", "discord"]],
    );
  });
  it("writes nothing when nothing changed", async function () {
    await upsertAuthors(database.pool, "discord", [author()]);
    const before = await current();
    await upsertAuthors(database.pool, "discord", [author()]);
    assert.deepEqual(await current(), before);
  });
  it("does not take the changing names of a webhook for renames", async function () {
    await upsertAuthors(database.pool, "discord", [author({ isWebhook: true, isBot: true, name: "CI" })]);
    await upsertAuthors(database.pool, "discord", [author({ isWebhook: true, isBot: true, name: "Deploy" })]);
    assert.deepEqual(await names(), []);
    assert.equal((await current())[0]?.name, "CI");
  });
  it("lets many pages name the same people at once", async function () {
    const people = Array.from({ length: 50 }, (_, index) =>
      author({ id: String(400000000000000000n + BigInt(index)) }),
    );
    await Promise.all(
      Array.from({ length: 8 }, (_, page) =>
        upsertAuthors(
          database.pool,
          "discord",
          people.map((one) => ({ ...one, name: `name ${page}` })),
        ),
      ),
    );
    assert.equal((await current()).length, 50);
  });
});
