/** A mirror from choosing its channels to trying a failed message again. */
import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { makeDiscordChannel, saidOnDiscord } from "../support/mirrorsAcross.ts";
import { useSandbox } from "../support/sandbox.ts";
import { useHouse } from "./house.ts";

describe("the page of mirrors", function () {
  this.timeout(120_000);
  const sandbox = useSandbox(
    { layout: "plain", channels: 1, messages: 10, limits: "off", heartbeatIntervalMs: 500 },
    { keep: true },
  );
  const house = useHouse({ sandbox, botEnv: { DISCORD_RATE_LIMIT: "off", TASK_POLL_INTERVAL_MS: "1000" } });
  let source = "";
  let target = "";
  const say = (content: string) => sandbox.control.postMessages({ channelId: source, content });
  const mirrored = async () => (await saidOnDiscord(sandbox, target)).map(({ content }) => content);
  before("make two channels and let the bot see them", async function () {
    this.timeout(60_000);
    const guildId = (await sandbox.control.truth.guilds())[0]?.id ?? "";
    await eventually("the server is listed", async () => {
      const { rowCount } = await house.pool.query("select from channels");
      return rowCount !== 0;
    });
    source = await makeDiscordChannel(house.pool, sandbox, guildId, "harbour-news");
    target = await makeDiscordChannel(house.pool, sandbox, guildId, "harbour-copy");
  });

  it("sets what holds for all, makes a mirror, shows it at work, and tries what failed again", async function () {
    const page = await house.open("/mirrors");
    await page.getByText("Nothing is mirrored yet.").waitFor();
    await page.getByRole("button", { name: "Change" }).click();
    const interval = page.getByLabel("Pause between two posts (ms)");
    await interval.fill("10001");
    assert.ok(await page.getByRole("button", { name: "Save" }).isDisabled());
    await interval.fill("0");
    await page.getByLabel("Tries after a refusal").fill("0");
    await page.getByLabel("Skip a message after its last try").uncheck();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved. It holds from the next message on.").waitFor();

    await page.getByRole("button", { name: "New mirror" }).click();
    await page.getByLabel("Source").selectOption(source);
    await page.getByLabel("Target", { exact: true }).selectOption(target);
    await page.getByRole("button", { name: "Start mirroring" }).click();
    await page.getByText("The mirror is made. It begins at once.").waitFor();
    await page.getByRole("link", { name: /harbour-news → .*harbour-copy/ }).click();

    await page.getByRole("heading", { name: "Settings", exact: true }).waitFor();
    await page.getByRole("button", { name: "Change" }).click();
    await page.getByLabel("Filter", { exact: true }).selectOption("custom");
    await page.getByLabel("Words").fill("advert\nsale");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("1 setting differs").or(page.getByText("settings differ")).first().waitFor();

    await say("The ferry leaves at **nine**.");
    await say("An ADVERT that nobody wants");
    await page.getByText("Left out by the filter").waitFor({ timeout: 40_000 });
    await page.getByText("Posted", { exact: true }).first().waitFor();
    assert.deepEqual(await mirrored(), ["The ferry leaves at **nine**."]);

    const match = { route: "^POST /channels/:channel/messages$" };
    await sandbox.control.addFault({ action: "automod", match, times: 1 });
    await say("The lighthouse is open again.");
    const retry = page.getByRole("button", { name: /^Retry message/ });
    await retry.waitFor({ timeout: 40_000 });
    await page
      .getByText(/blocked by automatic moderation/)
      .first()
      .waitFor();
    await retry.click();
    await page.getByText("1 message is tried again").waitFor();
    await eventually("it is posted", async () => (await mirrored()).length === 2);
    await retry.waitFor({ state: "detached" });
    assert.deepEqual(await mirrored(), ["The ferry leaves at **nine**.", "The lighthouse is open again."]);
    assert.deepEqual(house.violations, []);
  });

  it("pauses, goes on, and leads to an export of its source", async function () {
    const page = await house.open("/mirrors");
    await page.getByRole("button", { name: /^Pause harbour-news/ }).click();
    await page.getByText("Paused", { exact: true }).waitFor();
    await page.getByRole("button", { name: /^Resume harbour-news/ }).click();
    await page.getByText("Up to date", { exact: true }).waitFor({ timeout: 30_000 });
    await page.getByRole("link", { name: /harbour-news →/ }).click();
    await page.getByRole("link", { name: "JSONL" }).click();
    await page.getByLabel("Format").waitFor();
    assert.equal(await page.getByLabel("Format").inputValue(), "jsonl");
  });
});
