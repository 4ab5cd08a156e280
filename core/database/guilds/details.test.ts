import assert from "node:assert/strict";
import { useTestDatabase } from "../../../test/support/database.ts";
import { guildId, makeGuild } from "../../../test/support/factories.ts";
import { type GuildEmoji, type GuildRole, storeEmojis, storeRoles } from "./details.ts";

const role = (id: string, overrides: Partial<GuildRole> = {}): GuildRole => ({
  id,
  name: `role ${id}`,
  color: 0,
  position: 0,
  permissions: "1024",
  isHoisted: false,
  isManaged: false,
  ...overrides,
});
const emoji = (id: string, overrides: Partial<GuildEmoji> = {}): GuildEmoji => ({
  id,
  kind: "emoji",
  name: `emoji${id}`,
  isAnimated: false,
  isAvailable: true,
  ...overrides,
});

describe("roles and emojis of a guild", function () {
  const database = useTestDatabase();
  const query = async (sql: string) => (await database.pool.query<Record<string, unknown>>(sql)).rows;
  beforeEach(() => makeGuild(database.pool));

  it("follow what is listed: changed, removed, and there again", async function () {
    await storeRoles(database.pool, guildId, [role("1"), role("2", { permissions: "9".repeat(30) })]);
    await storeRoles(database.pool, guildId, [role("1", { name: "Keeper\u0000", color: 0x336699 })]);
    const roles = "select id, name, color, removed_at is not null as removed from guild_roles order by id";
    const [first, second] = await query(roles);
    assert.deepEqual([first?.id, first?.color, first?.removed], ["1", 0x336699, false]);
    assert.match(String(first?.name), /^Keeper/);
    assert.equal(second?.removed, true);
    await storeRoles(database.pool, guildId, [role("1"), role("2")]);
    assert.deepEqual(
      (await query(roles)).map(({ removed }) => removed),
      [false, false],
    );

    await storeEmojis(database.pool, guildId, [emoji("7"), emoji("8", { kind: "sticker" })]);
    await storeEmojis(database.pool, guildId, [emoji("7", { isAvailable: false })]);
    assert.deepEqual(
      await query(
        "select kind, is_available, removed_at is not null as removed from guild_emojis order by id",
      ),
      [
        { kind: "emoji", is_available: false, removed: false },
        { kind: "sticker", is_available: true, removed: true },
      ],
    );
  });

  it("leave rows alone that did not change", async function () {
    const store = async () => {
      await storeRoles(database.pool, guildId, [role("1")]);
      await storeEmojis(database.pool, guildId, [emoji("7")]);
    };
    await store();
    const versions = "select xmin::text from guild_roles union all select xmin::text from guild_emojis";
    const before = await query(versions);
    await store();
    assert.deepEqual(await query(versions), before);
  });
});
