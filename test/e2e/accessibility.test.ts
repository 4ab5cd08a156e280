import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { basename, dirname } from "node:path";
import { insertMessages } from "../../core/database/archive/messages.ts";
import { snowflakeAt } from "../../core/model/snowflake.ts";
import { archiveMessage } from "../support/factories.ts";
import { findings } from "./axe.ts";
import { useHouse } from "./house.ts";
import { lengthenWords } from "./longerWords.ts";
import { channelIdOf, guildId, seedServer, seedTasks } from "./seed.ts";

const appFolder = new URL("../../client/app", import.meta.url);

const person = "400000000000000001";

/** Every page, and what has to be there before it counts as drawn. Words differ by language: elements do not. */
const pages: { path: string; ready: string; signedOut?: boolean }[] = [
  { path: "/people", ready: "a[href*='/people/']" },
  { path: `/guilds/${guildId}/people/${person}`, ready: "main dl" },
  { path: "/login", ready: "form", signedOut: true },
  { path: "/", ready: "figure .recharts-bar, figure, [class*=empty]" },
  { path: "/admin", ready: "[role=treegrid] [role=gridcell]" },
  { path: `/admin?channel=${channelIdOf(2)}`, ready: "[role=dialog] h3" },
  { path: "/admin?filter=problem", ready: "[role=treegrid] [role=gridcell]" },
  { path: "/tasks", ready: "[data-task]" },
  { path: "/tasks?status=running", ready: "main [class*=empty]" },
  { path: "/tasks/34", ready: "main ol" },
  { path: "/tasks/37", ready: "main ol" },
  { path: `/guilds/${guildId}/channels/${channelIdOf(2)}`, ready: "[data-message]" },
  { path: "/files", ready: "main table" },
  { path: "/bookmarks", ready: "main article" },
  { path: `/guilds/${guildId}`, ready: "main select" },
  { path: `/guilds/${guildId}/digest`, ready: "main blockquote" },
  { path: "/statistics", ready: "main h1" },
  { path: "/system", ready: "main ul li" },
  { path: "/bots", ready: "main ul li" },
  { path: "/schedules", ready: "main [class*=empty], main ul li" },
  { path: "/mirrors", ready: "main ul li" },
  { path: "/mirrors/1", ready: "main table, main ul li" },
  { path: "/exports", ready: "main [class*=empty], main ul li" },
  { path: "/imports", ready: "main [class*=empty], main ul li" },
  { path: "/settings", ready: "main form" },
  { path: "/search", ready: "main dl" },
  { path: "/search?q=the", ready: "main article, main [class*=empty]" },
  { path: "/search/saved", ready: "main ul li" },
  { path: "/nowhere", ready: "main [class*=empty]" },
];

describe("accessibility", function () {
  this.timeout(240_000);
  const house = useHouse();
  before("fill the database", async function () {
    await seedServer(house.pool);
    await seedTasks(house.pool);
    await insertMessages(house.pool, { guildId, channelId: channelIdOf(2) }, [
      archiveMessage({
        id: String(snowflakeAt(Date.parse("2024-11-30T10:00:00Z"))),
        createdAt: new Date("2024-11-30T10:00:00Z"),
        content: "**Words** with a ||spoiler||, `code` and https://example.org/a\n- one\n- two\n> quoted",
      }),
    ]);
    await house.pool.query("insert into authors (id, platform, name) values ($1, 'discord', 'mara')", [
      person,
    ]);
    await house.pool.query(
      "insert into members (guild_id, user_id, nick, joined_at) values ($1, $2, 'Mara', '2023-01-01')",
      [guildId, person],
    );
    await house.pool.query(
      "insert into bookmarks (channel_id, message_id, note) select channel_id, id, 'A note' from messages",
    );
    await house.pool.query("insert into saved_searches (name, query) values ('Cats', 'cat has:image')");
    await house.pool.query(`
      insert into guilds (id, platform, name) values (-1001000000001, 'telegram', 'Harbour talk');
      insert into channels (id, guild_id, kind, name) values (-1001000000001, -1001000000001, 'chat', 'Harbour talk');
      insert into mirrors (source_guild_id, source_channel_id, target_guild_id, target_channel_id, target_name, target_platform)
      values (-1001000000001, -1001000000001, -1001000000002, -1001000000002, 'Harbour copy', 'telegram');
      insert into mirror_messages (mirror_id, channel_id, message_id, state, skip_reason, sent_at)
      values (1, -1001000000001, 1, 'sent', null, now()), (1, -1001000000001, 2, 'skipped', 'filtered', null)`);
    // A day on which something was archived, for the chart.
    await house.pool.query(
      "insert into archive_days (channel_id, day, messages_saved) values ($1, current_date, 1200)",
      [channelIdOf(1)],
    );
  });
  const withGuild = (path: string) => `${path}${path.includes("?") ? "&" : "?"}guild=${guildId}`;

  it("is looked at on every page there is", function () {
    const routes = readdirSync(appFolder, { recursive: true, encoding: "utf8" })
      .filter((file) => basename(file) === "page.tsx" && !file.includes("[...missing]"))
      .map((file) => `/${dirname(file)}`.replaceAll(/\/(\([^/]*\)|\.)/g, "") || "/");
    const shapes = routes.map((route) => new RegExp(`^${route.replaceAll(/\[[^\]]+\]/g, "[^/]+")}$`));
    const looked = pages.map(({ path }) => path.replace(/\?.*/, ""));
    assert.deepEqual(
      routes.filter((_, i) => !looked.some((path) => shapes[i]?.test(path))),
      [],
    );
  });

  for (const scheme of ["light", "dark"] as const) {
    for (const locale of ["en", "zh-Hant"] as const) {
      it(`has no serious finding on any page, ${scheme}, ${locale}`, async function () {
        const page = await house.open("/login", { scheme, locale, signedOut: true });
        const signedIn = await house.open("/settings", { scheme, locale });
        for (const { path, ready, signedOut } of pages) {
          const view = signedOut ? page : signedIn;
          await view.goto(house.origin + withGuild(path));
          await view.locator(ready).first().waitFor();
          assert.deepEqual(await findings(view), [], `${path} ${scheme} ${locale}`);
        }
        assert.deepEqual(house.violations, []);
      });
    }

    it(`has no serious finding in menus and dialogs, ${scheme}`, async function () {
      const page = await house.open(withGuild("/tasks"), { scheme });
      await page.locator("[data-task]").first().waitFor();
      const check = async (what: string) => assert.deepEqual(await findings(page), [], `${what} ${scheme}`);

      await page.getByRole("button", { name: "Your settings" }).click();
      await page.getByRole("menu").waitFor();
      await check("settings menu");
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: /^Updated/ }).click();
      await page.getByRole("menu").waitFor();
      await check("freshness menu");
      await page.keyboard.press("Escape");
      await page.getByRole("menu").waitFor({ state: "detached" });
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
      await check("keyboard map");
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await page.getByRole("checkbox", { name: "Select task 38" }).click();
      await page.getByRole("toolbar").getByRole("button", { name: "Cancel" }).click();
      await page.getByRole("dialog", { name: "Cancel 1 task?" }).waitFor();
      await check("confirmation");
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+k");
      await page.getByPlaceholder("Page, server, chat, channel or task").fill("ge");
      await page.getByRole("dialog").getByText("general").first().waitFor();
      await check("palette");
    });
  }

  for (const width of [1440, 768, 390, 320]) {
    it(`has room for a language 40 % longer at ${width} pixels`, async function () {
      const viewport = { width, height: 900 };
      const signedOut = await house.open("/login", { viewport, signedOut: true });
      const signedIn = await house.open("/settings", { viewport });
      for (const each of pages) {
        const view = each.signedOut ? signedOut : signedIn;
        await view.goto(house.origin + withGuild(each.path));
        await view.locator(each.ready).first().waitFor();
        const lengthened = await lengthenWords(view);
        assert.ok(lengthened > 5, `${each.path}: only ${lengthened} texts are the console's own`);
        assert.deepEqual(await view.evaluate(overflowing), [], `${each.path} at ${width}`);
      }
    });
  }

  it("has targets of at least 24 by 24 pixels", async function () {
    const page = await house.open(withGuild("/admin"));
    for (const { path, ready } of pages.filter(({ signedOut }) => !signedOut)) {
      await page.goto(house.origin + withGuild(path));
      await page.locator(ready).first().waitFor();
      assert.deepEqual(await page.evaluate(smallTargets), [], path);
    }
  });

  it("takes the reader's wish for less motion", async function () {
    const page = await house.open(withGuild("/tasks"));
    await page.locator("[role=progressbar][aria-valuenow='42'] div").waitFor();
    const duration = await page.evaluate(
      "getComputedStyle(document.querySelector('[role=progressbar] div')).transitionDuration",
    );
    assert.ok(Number.parseFloat(String(duration)) < 0.001, String(duration));
  });
});

/**
 * Runs in the page: what sticks out of the window, and what is cut off without an ellipsis, a scroll bar or being
 * meant for screen readers only.
 */
const overflowing = `(() => {
  const found = [];
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width + 1) found.push("the page scrolls sideways: " + document.documentElement.scrollWidth);
  for (const element of document.body.querySelectorAll("*")) {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    if (box.width === 0 || box.height === 0 || style.visibility === "hidden" || style.clipPath === "inset(50%)" || element.closest(".sr-only, svg, [aria-hidden=true]")) continue;
    const scrolls = (node) => { for (let at = node; at; at = at.parentElement) { const x = getComputedStyle(at).overflowX; if (x === "auto" || x === "scroll") return true; } return false; };
    if ((box.right > width + 1 || box.left < -1) && style.position !== "fixed" && !scrolls(element) && !element.closest("[class*=head]")) {
      found.push("outside: " + element.outerHTML.slice(0, 120));
    }
    const ownText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    const isClipped = ownText && element.scrollWidth > element.clientWidth + 1 && style.display !== "inline" && style.overflowX !== "visible";
    if (isClipped && style.textOverflow !== "ellipsis" && style.overflowX !== "auto" && style.overflowX !== "scroll") {
      found.push("cut off: " + element.outerHTML.slice(0, 160));
    }
  }
  return found;
})()`;

/** Runs in the page: what can be pressed and is too small (WCAG 2.5.8); links within a sentence are exempt. */
const smallTargets = `[...document.querySelectorAll("button, a[href], input, select, [role=switch], [role=menuitem]")]
  .filter((element) => {
    const box = element.getBoundingClientRect();
    const after = getComputedStyle(element, "::after");
    const grown = after.position === "absolute" && after.content !== "none" ? -2 * parseFloat(after.top || "0") : 0;
    const label = element.closest("label")?.getBoundingClientRect() ?? box;
    const isInline = getComputedStyle(element).display === "inline";
    const isHidden = box.width === 0 || element.closest(".sr-only") || getComputedStyle(element).opacity === "0" || element.type === "radio" && element.closest("[class*=SegmentedControl]");
    const height = Math.max(box.height + Math.max(0, grown), label.height);
    const width = Math.max(box.width + Math.max(0, grown), label.width);
    return !isHidden && !isInline && box.bottom > 0 && (height < 24 || width < 24);
  })
  .map((element) => element.outerHTML.slice(0, 140))`;
