import assert from "node:assert/strict";
import { Client, Events, type Guild } from "discord.js";
import { emojisOf, keepExpressions } from "./expressions.ts";

const guildId = "200000000000000001";

describe("keepExpressions", function () {
  let client: Client;
  beforeEach(function () {
    client = new Client({ intents: [] });
    keepExpressions(client);
  });
  const hear = (t: string, d: unknown) => client.emit(Events.Raw, { op: 0, t, d, s: 1 } as never, 0);
  const names = () => emojisOf({ id: guildId, client } as Guild)?.map(({ kind, name }) => `${kind} ${name}`);
  const lantern = { id: "7", name: "lantern", animated: true };
  const wave = { id: "8", name: "wave", format_type: 1, available: false };

  it("keeps what a guild came with, and what changed since", function () {
    assert.equal(names(), undefined);
    hear("GUILD_CREATE", { id: guildId, emojis: [lantern], stickers: [wave] });
    assert.deepEqual(emojisOf({ id: guildId, client } as Guild), [
      { id: "7", kind: "emoji", name: "lantern", isAnimated: true, isAvailable: true },
      { id: "8", kind: "sticker", name: "wave", isAnimated: false, isAvailable: false },
    ]);
    hear("GUILD_EMOJIS_UPDATE", { guild_id: guildId, emojis: [] });
    assert.deepEqual(names(), ["sticker wave"]);
    hear("GUILD_STICKERS_UPDATE", { guild_id: guildId, stickers: [wave, { ...wave, id: "9", name: "bow" }] });
    assert.deepEqual(names(), ["sticker wave", "sticker bow"]);
    hear("GUILD_DELETE", { id: guildId, unavailable: true });
    assert.equal(names()?.length, 2, "an outage takes nothing away");
    hear("GUILD_DELETE", { id: guildId });
    assert.equal(names(), undefined);
  });

  it("passes over what nothing could name, and does not take a missing list for an empty one", function () {
    hear("GUILD_CREATE", { id: guildId, emojis: [null, { name: "no id" }, { id: "7" }], stickers: [] });
    assert.deepEqual(names(), ["emoji 7"]);
    hear("GUILD_EMOJIS_UPDATE", { guild_id: guildId });
    assert.deepEqual(names(), ["emoji 7"]);
  });
});
