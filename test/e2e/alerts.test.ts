import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { eventually } from "../support/eventually.ts";
import { useProcesses } from "../support/processes.ts";
import { useReceiver } from "../support/receiver.ts";
import { useSandbox } from "../support/sandbox.ts";
import { useHouse } from "./house.ts";

describe("kept searches and alerts, as people use them", function () {
  this.timeout(240_000);
  const env = { ENCRYPTION_KEY: randomBytes(32).toString("base64"), ALLOW_PRIVATE_WEBHOOKS: "on" };
  const receiver = useReceiver();
  const sandbox = useSandbox(
    { layout: "plain", channels: 1, messages: 50, limits: "off", heartbeatIntervalMs: 1_000 },
    { keep: true },
  );
  const house = useHouse({ apiEnv: env });
  const processes = useProcesses({ keep: true });
  const startBot = async () => {
    const bot = processes.start({
      entry: "bot",
      env: {
        ...env,
        DATABASE_URL: house.databaseUrl,
        DISCORD_TOKEN: sandbox.tokens[0] ?? "",
        DISCORD_API_BASE: sandbox.apiBase,
        DISCORD_CDN_BASE: sandbox.cdnBase,
        MEDIA_DOWNLOADS: "off",
        TASK_POLL_INTERVAL_MS: "1000",
        TASK_LEASE_SECONDS: "2",
      },
    });
    await bot.ready;
    await eventually(
      "somebody listens",
      async () => {
        const { rowCount } = await house.pool.query(
          "select from live_captures where lease_expires_at > now()",
        );
        return rowCount !== 0;
      },
      60_000,
    );
    return bot;
  };

  it("keeps a search with an alert, and tells of each new message once though the bot is killed", async function () {
    const page = await house.open("/settings");
    await page.getByRole("button", { name: "Add a target" }).click();
    await page.getByLabel("Name").fill("Operations");
    await page.getByLabel("Address").fill(receiver.url);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("The target is added.").waitFor();

    await page.goto(`${house.origin}/search?q=zeppelin`);
    await page.getByRole("button", { name: "Save this search" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Lanterns");
    await dialog.getByLabel("Operations").check();
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText("The search is saved.").waitFor();

    const bot = await startBot();
    await house.pool.query("update guilds set keep_complete = true");
    const [channel] = await sandbox.control.truth.channels({ readable: true });
    const say = (content: string) =>
      sandbox.control.postMessages({ channelId: channel?.id ?? "", count: 1, content });
    await say("a ZEPPELIN on the pier");
    await say("nothing of interest");
    await eventually("the first is told", () => receiver.received.length === 1, 60_000);
    for (let i = 0; i < 5; i++) await say(`zeppelin number ${i}`);
    await bot.kill9();
    await say("one zeppelin while nobody listened");
    await startBot();
    // One notification tells of all hits of a batch: with their counts, and a repeat known by its id.
    const told = () =>
      [...new Map(receiver.received.map(({ body }) => [body.id, body.facts as Fact])).values()].reduce(
        (sum, { hits }) => sum + hits,
        0,
      );
    await eventually("all are told", () => told() >= 7, 120_000);
    const { rows } = await house.pool.query<{ hits: number; open: number }>(
      `select sum((facts ->> 'hits')::int)::int as hits, count(*) filter (where status <> 'completed')::int as open
       from notification_tasks where event = 'keyword_alert'`,
    );
    assert.deepEqual([told(), rows[0]?.hits], [7, 7]);
    assert.match(String(receiver.received[0]?.body.text), /a ZEPPELIN on the pier/);
  });

  it("lists, runs, renames and removes what is kept", async function () {
    const page = await house.open("/search/saved");
    const card = page.getByRole("listitem").filter({ hasText: "Lanterns" });
    await card.getByText("Tells Operations").waitFor();
    await card.getByText(/Last told:/).waitFor();
    await page.getByRole("button", { name: "Edit Lanterns" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Search", exact: true }).fill("zeppelin has:cake");
    await dialog.getByRole("alert").filter({ hasText: "has:cake is not understood" }).waitFor();
    assert.ok(await dialog.getByRole("button", { name: "Save" }).isDisabled());
    await dialog.getByRole("textbox", { name: "Search", exact: true }).fill("zeppelin -pier");
    await dialog.getByLabel("Name").fill("Lights");
    await dialog.getByLabel("Operations").uncheck();
    await dialog.getByRole("button", { name: "Save" }).click();
    const renamed = page.getByRole("listitem").filter({ hasText: "Lights" });
    await renamed.getByText("Nobody is told of new messages.").waitFor();
    await page.getByRole("link", { name: "Lights" }).click();
    await page.getByText("6 messages").waitFor();
    await page.goto(`${house.origin}/search`);
    await page.getByRole("link", { name: "Lights" }).waitFor();
    await page.getByRole("link", { name: "Manage" }).click();
    await page.getByRole("button", { name: "Remove Lights" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("Nothing is saved yet.").waitFor();
    assert.deepEqual(house.violations, []);
  });
});

interface Fact {
  hits: number;
}
