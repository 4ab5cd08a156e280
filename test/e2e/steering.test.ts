import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Page } from "playwright-core";
import { eventually } from "../support/eventually.ts";
import { makeTask } from "../support/factories.ts";
import { useHouse } from "./house.ts";
import { channelIdOf, guildId, seedServer, seedTasks } from "./seed.ts";

describe("steering from the console", function () {
  this.timeout(90_000);
  const house = useHouse();
  before("fill the database", async function () {
    await seedServer(house.pool);
    await seedTasks(house.pool);
  });
  const open = (path: string, options = {}) =>
    house.open(`${path}${path.includes("?") ? "&" : "?"}guild=${guildId}`, options);
  const rows = (page: Page) => page.locator("[data-task]");

  describe("the work of a server", function () {
    const pausedAt = async () => {
      const { rows: found } = await house.pool.query<{ work_paused_at: Date | null }>(
        "select work_paused_at from guilds where id = $1",
        [guildId],
      );
      return found[0]?.work_paused_at;
    };

    it("is paused and let go on, and every page about it says so", async function () {
      const page = await open("/");
      await page.getByRole("button", { name: "Pause work" }).click();
      await page.getByText("The work on Harbour is paused.").waitFor();
      await page.getByText(/^The work on Harbour was paused/).waitFor();
      assert.ok(await pausedAt());
      await page
        .getByRole("button", { name: /Harbour/ })
        .getByText("Work paused")
        .waitFor();

      await page.goto(`${house.origin}/tasks?status=pending&guild=${guildId}`);
      await rows(page).getByText("The work of this server is paused").waitFor();
      await page.goto(`${house.origin}/admin?guild=${guildId}`);
      await page.getByRole("button", { name: "Resume work" }).click();
      await page.getByText("The work on Harbour goes on.").waitFor();
      await page.getByText(/^The work on Harbour was paused/).waitFor({ state: "detached" });
      assert.equal(await pausedAt(), null);
    });

    for (const [locale, words] of [
      ["zh-Hant", "Harbour 的工作已於"],
      ["zh-Hans", "Harbour 的工作已于"],
      ["ru", "Работа с сервером Harbour приостановлена"],
    ] as const) {
      it(`says so in ${locale}`, async function () {
        await house.pool.query(
          "update guilds set work_paused_at = now() - interval '5 minutes' where id = $1",
          [guildId],
        );
        const page = await open("/", { locale });
        await page.getByText(words).waitFor();
        await house.pool.query("update guilds set work_paused_at = null where id = $1", [guildId]);
      });
    }
  });

  describe("a bot process", function () {
    it("is told to take no new tasks, and takes them again", async function () {
      const id = randomUUID();
      await house.pool.query(
        "insert into workers (id, host, pid, version, concurrency) values ($1, $2, 4711, '1.0.0', 4)",
        [id, hostname()],
      );
      const status = async () => {
        const { rows: found } = await house.pool.query<{ status: string }>(
          "select status from workers where id = $1",
          [id],
        );
        return found[0]?.status;
      };
      const page = await open("/system");
      await page.getByRole("button", { name: "Take no new tasks" }).click();
      await page.getByText("It finishes what it has and takes no new tasks.").waitFor();
      await page.getByText("takes no new tasks ·").waitFor();
      assert.equal(await status(), "draining");

      await page.goto(`${house.origin}/tasks?status=pending&guild=${guildId}`);
      await rows(page).getByText("Every bot process is finishing up and takes no new tasks").waitFor();
      await page.goto(`${house.origin}/system`);
      await page.getByRole("button", { name: "Take tasks again" }).click();
      await page.getByText("It takes tasks again.").waitFor();
      assert.equal(await status(), "running");
    });
  });

  describe("the filters of the task list", function () {
    it("are chips that narrow it, stand in the address and are taken away one by one", async function () {
      const wanted = await makeTask(house.pool, {
        guild_id: guildId,
        channel_id: channelIdOf(2),
        mode: "reconcile",
        started_by: "console",
      });
      const page = await open("/tasks");
      await page.getByRole("button", { name: "Filter", exact: true }).click();
      await page.getByRole("menuitemradio", { name: "the console" }).click();
      await page.waitForURL(/by=console/);
      await eventually("only what the console started", async () => (await rows(page).count()) === 1);
      await page.getByRole("button", { name: "All 1", exact: true }).waitFor();
      assert.equal(await rows(page).getAttribute("data-task"), wanted);

      await page.getByRole("button", { name: "Filter", exact: true }).click();
      await page.getByRole("menuitemradio", { name: "Fill" }).click();
      await page.getByText("No task matches.").waitFor();
      await page.reload();
      await page.getByRole("button", { name: "Take away: How: Fill" }).click();
      await eventually("it is listed again", async () => (await rows(page).count()) === 1);
      await page.getByRole("button", { name: "Take away: Started by: the console" }).click();
      await eventually("all are listed", async () => (await rows(page).count()) > 30);
    });

    it("names the channel it is narrowed to, and offers no action on all that match", async function () {
      const page = await open(`/tasks?channel=${channelIdOf(3)}`);
      await page.getByRole("button", { name: "Take away: Channel: random" }).waitFor();
      await page.getByRole("checkbox", { name: "Select all on this page" }).click();
      await page
        .getByRole("toolbar")
        .getByText(/tasks selected/)
        .waitFor();
      assert.equal(await page.getByRole("button", { name: /that match/ }).count(), 0);
    });
  });

  describe("a failed attempt", function () {
    it("shows its stack, its causes and its arguments to whoever asks", async function () {
      const id = await makeTask(house.pool, { guild_id: guildId, channel_id: channelIdOf(4) });
      await house.pool.query(
        `insert into task_attempts (task_id, fence, attempt, worker_id, started_at, outcome, reason, message, error, arguments)
         values ($1, 1, 1, $2, now() - interval '90 seconds', 'retry', 'platform_error', 'Discord answered 500', $3, $4)`,
        [
          id,
          randomUUID(),
          {
            name: "RetryableError",
            message: "Discord answered 500",
            stack: "RetryableError: Discord answered 500\n    at historyPage (history.ts:41:9)",
            cause: { name: "DiscordAPIError", message: "Internal Server Error", code: 0 },
          },
          { channelId: channelIdOf(4), mode: "fill" },
        ],
      );
      const page = await open(`/tasks/${id}`);
      const attempts = page
        .locator("section")
        .filter({ has: page.getByRole("heading", { name: "Failed attempts" }) });
      await attempts.getByText("is tried again").waitFor();
      assert.equal(await attempts.getByText("at historyPage").count(), 0);
      await attempts.getByRole("button", { name: "Technical" }).click();
      const stack = attempts.getByRole("group", { name: "Stack" });
      assert.match(
        (await stack.textContent()) ?? "",
        /at historyPage .*\nCaused by: DiscordAPIError: .* \[0\]/,
      );
      const given = await attempts.getByRole("group", { name: "Arguments" }).textContent();
      assert.deepEqual(JSON.parse(given ?? ""), { channelId: channelIdOf(4), mode: "fill" });
    });
  });
});
