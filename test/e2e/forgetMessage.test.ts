import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { insertMessages } from "../../core/database/archive/messages.ts";
import { snowflakeAt } from "../../core/model/snowflake.ts";
import { archiveMessage } from "../support/factories.ts";
import { tablesThatHold } from "../support/forgetting.ts";
import { useSandbox } from "../support/sandbox.ts";
import { password, useHouse } from "./house.ts";
import { channelIdOf, guildId, seedServer } from "./seed.ts";

describe("forgetting a message in the reader", function () {
  this.timeout(120_000);
  const sandbox = useSandbox({ layout: "plain", channels: 1, messages: 1, limits: "off" }, { keep: true });
  const house = useHouse({ sandbox, botEnv: { FORGETTING_KEY: randomBytes(32).toString("base64") } });
  const channelId = channelIdOf(2);
  const firstMs = Date.parse("2024-05-01T08:00:00Z");
  const ids = [0, 1, 2].map((number) => String(snowflakeAt(firstMs + number * 60_000)));

  before("fill the channel", async function () {
    await seedServer(house.pool);
    await house.pool.query(
      "insert into authors (id, platform, name) values (400000000000000001, 'discord', 'lena') on conflict do nothing",
    );
    const texts = ["a first word", "the zanzibar secret", "a last word"];
    await insertMessages(
      house.pool,
      { guildId, channelId },
      texts.map((content, number) =>
        archiveMessage({
          id: ids[number] ?? "",
          authorId: "400000000000000001",
          content,
          createdAt: new Date(firstMs + number * 60_000),
        }),
      ),
    );
    await house.pool.query("update channels set message_count = 3 where id = $1", [channelId]);
  });

  it("asks for the password, erases it and nothing else, and shows that one is gone", async function () {
    const page = await house.open(`/guilds/${guildId}/channels/${channelId}?message=${ids[1]}`);
    const message = page.locator(`[data-message="${ids[1]}"]`);
    await message.getByText("the zanzibar secret").hover();
    await message.getByRole("button", { name: "Actions for this message" }).click();
    await page.getByRole("menuitem", { name: "Forget this message…" }).click();
    const dialog = page.getByRole("dialog");
    const erase = dialog.getByRole("button", { name: "Erase for good" });
    await erase.waitFor();
    assert.ok(await erase.isDisabled(), "no password was given yet");
    await dialog.getByLabel("Access password").fill(password);
    await erase.click();
    // Open pages hear of it at once; the dialog stays, and tells what the check found.
    await message.waitFor({ state: "detached", timeout: 60_000 });
    await dialog.getByText("0 traces left").waitFor({ timeout: 60_000 });
    await dialog.getByRole("button", { name: "Close" }).last().click();
    await page.getByText("This message is forgotten.").waitFor();
    await page.getByText("a first word").waitFor();
    await page.getByText("a last word").waitFor();
    assert.deepEqual(await tablesThatHold(house.pool, "zanzibar"), []);
    const { rows } = await house.pool.query("select id from messages where channel_id = $1 order by id", [
      channelId,
    ]);
    assert.deepEqual(rows, [{ id: ids[0] }, { id: ids[2] }]);
    assert.deepEqual(house.violations, []);
  });
});
