import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { useProcesses } from "../support/processes.ts";
import { useSandbox } from "../support/sandbox.ts";
import { useHouse } from "./house.ts";

describe("an archive that keeps itself complete, as people see it", function () {
  this.timeout(180_000);
  const sandbox = useSandbox(
    { layout: "plain", channels: 5, messages: 400, limits: "off", heartbeatIntervalMs: 1_000 },
    { keep: true },
  );
  const house = useHouse();
  const processes = useProcesses({ keep: true });
  let guildId = "";

  const startBot = async () => {
    const bot = processes.start({
      entry: "bot",
      env: {
        DATABASE_URL: house.databaseUrl,
        DISCORD_TOKEN: sandbox.tokens[0] ?? "",
        DISCORD_API_BASE: sandbox.apiBase,
        DISCORD_CDN_BASE: sandbox.cdnBase,
        TASK_POLL_INTERVAL_MS: "1000",
      },
    });
    await bot.ready;
    return bot;
  };
  const open = (path: string) => house.open(`${path}?guild=${guildId}`);
  const count = (sql: string) =>
    house.pool
      .query<{ count: number }>(`select count(*)::int as count ${sql}`)
      .then(({ rows }) => rows[0]?.count ?? 0);

  it("archives what is said without any fetch, and explains what it does after an absence", async function () {
    const bot = await startBot();
    guildId = (await sandbox.control.truth.guilds())[0]?.id ?? "";
    const [channel] = await sandbox.control.truth.channels({ readable: true });
    if (!channel) throw new Error("The sandbox has no channel to post in");
    await eventually("somebody listens", () => count("from live_captures"));
    const page = await open("/");
    await page
      .getByText(/^Live since/)
      .first()
      .waitFor();
    assert.equal(await count("from history_fetch_tasks"), 0);
    const before = await count("from messages");
    await sandbox.control.postMessages({ channelId: channel.id, count: 1 });
    await eventually("it is archived", async () => (await count("from messages")) === before + 1);
    await page
      .getByText(String(before + 1), { exact: true })
      .first()
      .waitFor();
    assert.equal(await count("from history_fetch_tasks"), 0, "no fetch was needed");

    await page.getByLabel("Keep this server complete").selectOption("Always");
    await page.getByText("Saved").waitFor();
    await eventually(
      "it was caught up with all there was",
      async () =>
        (await count("from history_fetch_tasks where parent_task_id is null and status = 'completed'")) === 1,
      60_000,
    );
    await page.goto(`${house.origin}/admin?guild=${guildId}`);
    const row = page.getByRole("row").filter({ has: page.getByText(channel.name, { exact: true }) });
    await row.getByText("Live: archived as it is said").waitFor({ state: "attached" });

    await bot.stop();
    await page.goto(`${house.origin}/?guild=${guildId}`);
    await page.getByText("Not live").first().waitFor();
    await sandbox.control.postMessages({ channelId: channel.id, count: 40 });
    await startBot();
    await page
      .getByText(/^Catching up/)
      .first()
      .waitFor();
    await page
      .getByText(/^Live since/)
      .first()
      .waitFor({ timeout: 60_000 });
    const truth = await sandbox.control.truth.channels({ readable: true });
    assert.equal(
      await count("from messages where deleted_at is null"),
      truth.reduce((sum, { messageCount }) => sum + messageCount, 0),
    );

    await page.goto(`${house.origin}/tasks?guild=${guildId}`);
    await page.getByText("catching up").first().waitFor();
    await page.locator("[data-task]").filter({ hasText: "catching up" }).first().getByRole("link").click();
    await page.getByText("Fetches what was missed while nobody listened.").waitFor();
    assert.deepEqual(house.violations, []);
  });
});
