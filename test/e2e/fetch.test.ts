import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { eventually } from "../support/eventually.ts";
import { useSandbox } from "../support/sandbox.ts";
import { assertArchiveIsTrue } from "../support/truth.ts";
import { useHouse } from "./house.ts";
import { valueOf } from "./progress.ts";

describe("fetching from the console", function () {
  this.timeout(180_000);
  // So slow that progress can be seen, and so large that the archive is worth comparing.
  const sandbox = useSandbox(
    { layout: "demo", messages: 30_000, limits: "off", latencyMs: 40 },
    { keep: true },
  );
  const house = useHouse({ sandbox });
  let guildId = "";

  before("wait for the bot's directory", async function () {
    guildId = (await sandbox.control.truth.guilds()).find(({ name }) => name === "Lanternworks")?.id ?? "";
    await eventually("the channels are known", async () => {
      const { rows } = await house.pool.query<{ count: number }>(
        "select count(*)::int as count from channels where guild_id = $1",
        [guildId],
      );
      return (rows[0]?.count ?? 0) > 40;
    });
  });

  const row = (page: Page, name: string) =>
    page.getByRole("row").filter({ has: page.getByText(name, { exact: true }) });
  const open = (path: string) => house.open(`${path}${path.includes("?") ? "&" : "?"}guild=${guildId}`);

  it("starts a fetch of the whole server, shows it arrive, and all of it is there", async function () {
    const page = await open("/admin");
    await page.getByRole("button", { name: "Start fetch of the whole server" }).click();
    await page.getByText("Task #1 has started.").waitFor();
    await page.getByRole("link", { name: "View task" }).click();
    await page.waitForURL(/\/tasks\/1/);

    const bar = page.getByRole("progressbar", { name: "Progress of task 1" }).first();
    await bar.waitFor();
    const shown = new Set<string>();
    await eventually(
      "the task is over",
      async () => {
        shown.add(await valueOf(bar));
        return page.getByRole("heading", { name: "Some channels were left out" }).isVisible();
      },
      120_000,
    );
    shown.delete("");
    assert.ok(shown.size >= 4, `progress moved: ${[...shown].join(", ")}`);

    await assertArchiveIsTrue(house.pool, sandbox.control, { guildId });
    const { rows } = await house.pool.query<{ count: string }>("select count(*) from messages");
    await page.getByRole("link", { name: "Overview" }).first().click();
    const total = new Intl.NumberFormat("en").format(Number(rows[0]?.count));
    await page.getByText(total, { exact: true }).waitFor();
    assert.deepEqual(house.violations, []);
  });

  it("says in words which permission is missing", async function () {
    const page = await open("/admin?filter=problem");
    await row(page, "mod-log")
      .getByText("The bot cannot read this: it lacks Read Message History.")
      .waitFor();
    await row(page, "moderators").getByText("No access").waitFor();
  });

  it("shows a gap, offers to fetch it and closes it", async function () {
    const { rows } = await house.pool.query<{ id: string; from: string; to: string }>(
      `select id, (select min(id) from messages m where m.channel_id = c.id and m.created_at >= '2023-01-01') as from,
         (select min(id) from messages m where m.channel_id = c.id and m.created_at >= '2023-09-01') as to
       from channels c where guild_id = $1 and name = 'general'`,
      [guildId],
    );
    const gap = rows[0];
    assert.ok(gap?.from && gap.to);
    await house.pool.query(
      "update channels set covered = covered - int8multirange(int8range($2, $3)) where id = $1",
      [gap.id, gap.from, gap.to],
    );

    const page = await open("/admin");
    const general = row(page, "general");
    const bar = general.getByRole("img", { name: /^general: \d+% archived, 1 gap$/ });
    await bar.waitFor();
    await general.getByText("Has gaps").waitFor();
    const box = await bar.boundingBox();
    assert.ok(box);
    // Find it as a person does: the pointer moves along the bar until the tooltip says so.
    let x = box.x;
    const isOnGap = async () => {
      await page.mouse.move(x, box.y + box.height / 2);
      return page
        .locator("body > div", { hasText: "click to fetch" })
        .getByText("Gap", { exact: true })
        .isVisible();
    };
    while (!(await isOnGap()) && x < box.x + box.width) x += 2;
    await page.mouse.click(x, box.y + box.height / 2);

    await page.getByRole("button", { name: "Technical" }).click();
    await page.getByText(gap.from, { exact: true }).waitFor();
    await page.getByText(gap.to, { exact: true }).waitFor();
    await page.getByRole("button", { name: "Start fetch of this gap" }).click();
    await page.getByText(/^Task #\d+ has started\./).waitFor();
    await general.getByRole("img", { name: "general: 100% archived, no gaps" }).waitFor({ timeout: 30_000 });
    await general.getByText("Complete").waitFor();
  });

  it("counts what is chosen in the button, and answers a repeat with the open task", async function () {
    await sandbox.control.setLatency({ ms: 1_500 });
    const page = await open("/admin");
    for (const name of ["introductions", "random"]) await row(page, name).click();
    const button = page.getByRole("button", { name: "Start fetch of 2 channels" });
    await button.waitFor();
    await page.getByText("Read again").click();
    await button.click();
    const started = page.getByText(/^Task #\d+ has started\./);
    await started.waitFor();
    const id = /#(\d+)/.exec((await started.textContent()) ?? "")?.[1];
    await button.click();
    await page.getByText(`Task #${id} is already doing this.`).waitFor();
    await sandbox.control.setLatency({ ms: 0 });
    const { rows } = await house.pool.query<{ mode: string; channels: string[] }>(
      "select mode, options -> 'channelIds' as channels from history_fetch_tasks where id = $1",
      [id],
    );
    assert.equal(rows[0]?.mode, "reconcile");
    assert.equal(rows[0]?.channels.length, 2);
  });

  it("looks more often from the moment something was started", async function () {
    const page = await open("/admin");
    await row(page, "late-night").click();
    await page.waitForTimeout(3_000); // an idle page: the next look would be in seven seconds
    await sandbox.control.setLatency({ ms: 1_500 });
    await page.getByText("Read again").click();
    await page.getByRole("button", { name: "Start fetch of 1 channel" }).click();
    await page.getByText(/^Task #\d+ has started\./).waitFor();
    const looks: number[] = [];
    page.on("request", (request) => request.url().includes("/channels") && looks.push(Date.now()));
    await eventually("it was looked at twice", () => looks.length >= 2, 6_000);
    await sandbox.control.setLatency({ ms: 0 });
  });

  it("estimates before starting", async function () {
    await house.pool.query("update channels set covered = '{}' where guild_id = $1 and name = 'help'", [
      guildId,
    ]);
    const page = await open("/admin?filter=never");
    await row(page, "help").click();
    const box = page.getByText("Time", { exact: true }).locator("..");
    await eventually("an estimate is shown", async () => /\d/.test((await box.textContent()) ?? ""));
  });

  it("looks at a channel: coverage, gaps with dates, and its tasks", async function () {
    const page = await open("/admin");
    await page.getByText("show-and-tell", { exact: true }).click();
    const drawer = page.getByRole("dialog", { name: "show-and-tell" });
    await drawer.getByText("Nothing is missing.").waitFor();
    await drawer.getByRole("link", { name: "Tasks of this channel" }).click();
    await page.waitForURL(/\/tasks\?.*channel=\d+/);
    await page.getByRole("row").filter({ hasText: "show-and-tell" }).first().waitFor();
  });
});
