/**
 * Pictures of every page for docs/screenshots: `npm run screenshots`. Written as a test for the sake of its house
 * and browser, but it asserts nothing and `npm test` leaves it out.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { eventually } from "../support/eventually.ts";
import { useSandbox } from "../support/sandbox.ts";
import { type PageOptions, useHouse } from "./house.ts";
import { makePast } from "./past.ts";
import { guildId as harbourId } from "./seed.ts";
import { channelId, news, seedReading, talk, threadId } from "./seedReading.ts";

const folder = fileURLToPath(new URL("../../docs/screenshots/", import.meta.url));

interface Picture {
  name: string;
  path: string;
  /** What has to be there before it is taken. */
  ready: string;
  /** What to do on the page first. */
  prepare?: (page: Page, isPhone: boolean) => Promise<void>;
  options?: PageOptions;
  /** Desktop and light only. */
  once?: boolean;
  /** How long the page is looked at first; speeds need some polls. */
  waitMs?: number;
}

async function take(
  open: (path: string, options: PageOptions) => Promise<Page>,
  picture: Picture,
): Promise<void> {
  for (const scheme of ["light", "dark"] as const) {
    for (const isPhone of [false, true]) {
      if (picture.once && (isPhone || scheme === "dark")) continue;
      const page = await open(picture.path, { scheme, isPhone, ...picture.options });
      await page.locator(picture.ready).first().waitFor();
      await picture.prepare?.(page, isPhone);
      await page.waitForTimeout(picture.waitMs ?? 1_500);
      const suffix = picture.once ? "" : `-${scheme}-${isPhone ? "phone" : "desktop"}`;
      await page.screenshot({ path: `${folder}${picture.name}${suffix}.png` });
      await page.context().close();
    }
  }
}

describe("screenshots of an installation at work", function () {
  this.timeout(600_000);
  const sandbox = useSandbox({ layout: "demo", messages: 240_000, limits: "off" }, { keep: true });
  const house = useHouse({ sandbox, botEnv: { TASK_CONCURRENCY: "16", DISCORD_RATE_LIMIT: "off" } });
  let guildId = "";
  let parentTask = "";
  before("make a past worth looking at", async function () {
    mkdirSync(folder, { recursive: true });
    guildId = (await sandbox.control.truth.guilds()).find(({ name }) => name === "Lanternworks")?.id ?? "";
    await eventually("the channels are known", async () => {
      const { rowCount } = await house.pool.query("select from channels where guild_id = $1", [guildId]);
      return (rowCount ?? 0) > 40;
    });
    await makePast(house.pool, guildId);
    // From here on so slow that it goes on while the pictures are taken; what it does not touch keeps its gaps.
    await sandbox.control.setLatency({ ms: 4_000 });
    const { rows } = await house.pool.query<{ id: string }>(
      `insert into history_fetch_tasks (guild_id, options, started_by)
       select $1, jsonb_build_object('channelIds', jsonb_agg(id::text order by id)), 'console' from (
         select id from channels where guild_id = $1
           and name in ('show-and-tell', 'builds', 'code-review', 'русский', 'Living room', 'dev-chat')
         union all
         (select id from channels where guild_id = $1 and kind = 'public_thread' order by id limit 60)) as chosen
       returning id`,
      [guildId],
    );
    parentTask = rows[0]?.id ?? "";
    await eventually(
      "channels are being read",
      async () => {
        const { rowCount } = await house.pool.query(
          "select from history_fetch_tasks where parent_task_id = $1 and messages_fetched > 0",
          [parentTask],
        );
        return (rowCount ?? 0) > 3;
      },
      90_000,
    );
  });
  const open = (path: string, options: PageOptions) =>
    house.open(`${path}${path.includes("?") ? "&" : "?"}guild=${guildId}`, options);

  const pictures: Picture[] = [
    { name: "overview", path: "/", ready: "figure .recharts-bar-rectangle" },
    { name: "admin", path: "/admin", ready: "[role=treegrid] [role=gridcell]" },
    {
      name: "admin-selection",
      path: "/admin",
      ready: "[role=treegrid] [role=gridcell]",
      once: true,
      async prepare(page) {
        for (const name of ["announcements", "random", "日本語"]) {
          await page
            .getByRole("row")
            .filter({ has: page.getByText(name, { exact: true }) })
            .click();
        }
        const bar = page.getByRole("img", { name: /^general:/ });
        const box = await bar.boundingBox();
        for (let x = box?.x ?? 0; box && x < box.x + box.width; x += 3) {
          await page.mouse.move(x, box.y + box.height / 2);
          if (await page.getByText("Gap", { exact: true }).isVisible()) break;
        }
      },
    },
    {
      name: "admin-channel",
      path: "/admin",
      ready: "[role=treegrid] [role=gridcell]",
      prepare: async (page) => {
        await page.getByText("general", { exact: true }).first().click();
        await page.getByRole("dialog").waitFor();
      },
    },
    { name: "tasks", path: "/tasks", ready: "[data-task]", waitMs: 14_000 },
    {
      name: "tasks-selection",
      path: "/tasks",
      ready: "[data-task]",
      once: true,
      async prepare(page) {
        await page.getByRole("checkbox").nth(2).click();
        await page
          .getByRole("checkbox")
          .nth(5)
          .click({ modifiers: ["Shift"] });
        await page.getByRole("toolbar").getByRole("button", { name: "Cancel" }).click();
        await page.getByRole("dialog").waitFor();
      },
    },
    { name: "system", path: "/system", ready: "main ul li" },
    { name: "bots", path: "/bots", ready: "main ul li" },
    { name: "settings", path: "/settings", ready: "main form" },
    { name: "statistics", path: "/statistics?range=all", ready: "main figure svg", waitMs: 4_000 },
    { name: "exports", path: "/exports", ready: "main form", once: true },
    { name: "mirrors", path: "/mirrors", ready: "text=Nothing is mirrored yet", once: true },
    { name: "files", path: "/files", ready: "main table" },
    { name: "imports", path: "/imports", ready: "main h1", once: true },
    {
      name: "palette",
      path: "/",
      ready: "figure .recharts-bar-rectangle",
      once: true,
      async prepare(page) {
        await page.keyboard.press("Control+k");
        await page.getByPlaceholder("Page, server, chat, channel or task").fill("ge");
        await page.getByRole("dialog").getByText("general", { exact: true }).waitFor();
      },
    },
    {
      name: "overview-zh-Hant",
      path: "/",
      ready: "figure .recharts-bar-rectangle",
      options: { locale: "zh-Hant" },
      once: true,
    },
    {
      name: "admin-zh-Hant",
      path: "/admin",
      ready: "[role=treegrid] [role=gridcell]",
      options: { locale: "zh-Hant" },
      once: true,
    },
    {
      name: "overview-zh-Hans",
      path: "/",
      ready: "figure .recharts-bar-rectangle",
      options: { locale: "zh-Hans" },
      once: true,
    },
    {
      name: "admin-ru",
      path: "/admin",
      ready: "[role=treegrid] [role=gridcell]",
      options: { locale: "ru" },
      once: true,
    },
    { name: "tasks-ru", path: "/tasks", ready: "[data-task]", options: { locale: "ru" }, once: true },
  ];
  for (const picture of pictures) {
    it(picture.name, async function () {
      await take(open, picture);
    });
  }
  it("task", async function () {
    await take(open, { name: "task", path: `/tasks/${parentTask}`, ready: "[data-task]", waitMs: 14_000 });
  });
  it("digest", async function () {
    await take(open, {
      name: "digest",
      path: `/guilds/${guildId}/digest`,
      ready: "main blockquote",
      once: true,
    });
  });
  it("login", async function () {
    await take(open, { name: "login", path: "/login", ready: "form", options: { signedOut: true } });
  });
});

describe("screenshots of reading and searching", function () {
  this.timeout(300_000);
  const dataDir = mkdtempSync(join(tmpdir(), "backscroll-pictures-"));
  const house = useHouse({ apiEnv: { DATA_DIR: dataDir } });
  before("fill the archive", async function () {
    await seedReading(house.pool, dataDir);
    await house.pool.query(
      `insert into saved_searches (name, query) values ('Boats', 'boat or boats has:image'), ('Lost and found', '"has anybody seen"')`,
    );
  });
  after("remove the files", () => rmSync(dataDir, { recursive: true, force: true }));
  const channel = `/guilds/${harbourId}/channels/${channelId}`;
  const pictures: Picture[] = [
    { name: "reader", path: `${channel}?beside=thread~${threadId}`, ready: "[data-message]" },
    {
      name: "reader-telegram",
      path: `/guilds/${news}/channels/${news}?beside=comments~20~${talk}`,
      ready: "[data-message]",
      once: true,
    },
    { name: "search", path: "/search?q=boats+or+%22has+anybody%22", ready: "main article" },
    { name: "search-saved", path: "/search/saved", ready: "main ul li", once: true },
  ];
  for (const picture of pictures)
    it(picture.name, async function () {
      await take(house.open, picture);
    });
});

describe("screenshots of a fresh installation", function () {
  this.timeout(120_000);
  const house = useHouse();
  it("first-run", async function () {
    await take(house.open, { name: "first-run", path: "/", ready: "main ol" });
  });
});
