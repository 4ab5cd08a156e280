/** Schedules as an interface: what psql may write, and what it is told. */
import assert from "node:assert/strict";
import { useTestDatabase } from "../../../test/support/database.ts";
import { channelId, guildId, makeChannel } from "../../../test/support/factories.ts";

describe("a schedule written in SQL", function () {
  const database = useTestDatabase();
  const insert = async (columns: Record<string, unknown>) => {
    const row: Record<string, unknown> = {
      name: "nightly",
      guild_id: guildId,
      cron: "30 3 * * *",
      ...columns,
    };
    const names = Object.keys(row);
    const { rows } = await database.pool.query(
      `insert into schedules (${names.join(", ")}) values (${names.map((_, n) => `$${n + 1}`).join(", ")}) returning *`,
      Object.values(row),
    );
    return rows[0];
  };
  beforeEach(async function () {
    await makeChannel(database.pool);
    await makeChannel(database.pool, { id: "300000000000000009", kind: "category", name: "lobby" });
  });

  it("needs a name, a guild and a cron expression; the rest has defaults", async function () {
    const row = await insert({});
    assert.deepEqual(
      [row.kind, row.mode, row.time_zone, row.priority, row.enabled, row.next_run_at, row.runs],
      ["history_fetch", "fill", "UTC", 150, true, null, "0"],
    );
  });
  it("finds its guild from its channels", async function () {
    assert.equal((await insert({ guild_id: null, channel_ids: [channelId] })).guild_id, guildId);
  });

  const refused: [what: string, columns: Record<string, unknown>, sentence: RegExp][] = [
    ["an empty name", { name: " " }, /name must have 1 to 100 characters/],
    ["a cron expression of six fields", { cron: "0 30 3 * * *" }, /cannot be read: it needs five fields/],
    ["an hour that no clock shows", { cron: "30 24 * * *" }, /cannot be read: 24 is not within 0 to 23/],
    ["a time zone that nobody knows", { time_zone: "Mars/Phobos" }, /there is no time zone "Mars\/Phobos"/],
    [
      "days and an interval",
      { newest_days: 7, after_message_id: 5 },
      /newest_days must be 1 to 36500 and stand alone/,
    ],
    [
      "an interval without a message",
      { after_message_id: 5, before_message_id: 6 },
      /the interval holds no message/,
    ],
    ["no channel at all", { channel_ids: [] }, /must name at least one channel/],
    ["a channel of nobody", { channel_ids: ["7"] }, /has no channel 7 to read/],
    ["a category", { channel_ids: ["300000000000000009"] }, /has no channel 300000000000000009 to read/],
  ];
  for (const [what, columns, sentence] of refused) {
    it(`refuses ${what}, and says what to do instead`, async function () {
      await assert.rejects(insert(columns), (error: Error & { hint?: string; constraint?: string }) => {
        assert.match(error.message, sentence);
        assert.ok((error.hint ?? "").length > 10, error.hint);
        assert.equal(error.constraint, "schedules_possible");
        return true;
      });
      const { id } = await insert({});
      const name = Object.keys(columns)[0] ?? "";
      if (Object.keys(columns).length === 1)
        await assert.rejects(
          database.pool.query(`update schedules set ${name} = $1 where id = $2`, [columns[name], id]),
          sentence,
        );
    });
  }
  it("forgets when it comes due once its time changes or it is switched off, and not otherwise", async function () {
    const due = "2031-01-01T00:00:00Z";
    for (const [change, remains] of [
      ["cron = '0 4 * * *'", false],
      ["time_zone = 'Europe/Berlin'", false],
      ["enabled = false", false],
      ["name = 'weekly'", true],
      ["priority = 7", true],
    ] as const) {
      const { id } = await insert({ next_run_at: due });
      const { rows } = await database.pool.query(
        `update schedules set ${change} where id = $1 returning next_run_at`,
        [id],
      );
      assert.equal(rows[0].next_run_at !== null, remains, change);
    }
  });
  it("leaves its tasks behind when it is deleted", async function () {
    const { id } = await insert({});
    await database.pool.query("insert into history_fetch_tasks (guild_id, schedule_id) values ($1, $2)", [
      guildId,
      id,
    ]);
    await database.pool.query("delete from schedules");
    const { rows } = await database.pool.query("select schedule_id from history_fetch_tasks");
    assert.deepEqual(rows, [{ schedule_id: null }]);
  });
});
