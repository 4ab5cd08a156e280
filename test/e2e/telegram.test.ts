import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createSecretBox } from "../../core/secrets.ts";
import { eventually } from "../support/eventually.ts";
import { playTelegram, scripted } from "../support/telegramWorker.ts";
import { useHouse } from "./house.ts";

/** What people do with Telegram in the console. The bot's part is played row by row; no Telegram is there. */
describe("Telegram in the console", function () {
  this.timeout(120_000);
  const key = randomBytes(32).toString("base64");
  const stop = new AbortController();
  let playing: Promise<void> = Promise.resolve();
  after("stop the bot's part, before the house drops its database", async function () {
    stop.abort();
    await playing;
  });
  const house = useHouse({
    apiEnv: {
      ENCRYPTION_KEY: key,
      TELEGRAM_API_ID: "12345",
      TELEGRAM_API_HASH: "0123456789abcdef0123456789abcdef",
    },
  });
  before("play the bot's part", function () {
    playing = playTelegram(house.pool, createSecretBox(key), stop.signal);
  });

  it("logs in with code and password, through every mistake, and a second tab sees the same login", async function () {
    const page = await house.open("/bots");
    await page.getByRole("button", { name: "Log in to Telegram" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Phone number", { exact: true }).last().fill("+1 202 555 0123");
    await dialog.getByLabel("Name").fill("Reader");
    await dialog.getByRole("button", { name: "Send the code" }).click();
    const code = dialog.getByLabel("Code", { exact: true });
    await code.waitFor();
    await dialog.getByText("It has 5 digits.").waitFor();
    await code.and(page.locator(":focus")).waitFor();
    await code.fill("11111");
    await page.keyboard.press("Enter");
    await dialog.getByText("This code is not right").waitFor();

    const second = await house.open("/bots");
    await second.getByRole("button", { name: "Log in to Telegram" }).click();
    await second.getByRole("dialog").getByText("This code is not right").waitFor();

    await code.fill("2 46-80");
    await page.keyboard.press("Enter");
    const password = dialog.getByLabel("Password of two-step verification");
    await password.waitFor();
    await dialog.getByText("Its hint: where it rains").waitFor();
    await second.getByRole("dialog").getByText("Its hint: where it rains").waitFor();
    await password.fill("wrong");
    await page.keyboard.press("Enter");
    await dialog.getByText("This password is not right").waitFor();
    await password.fill(scripted.password);
    await page.keyboard.press("Enter");
    await dialog.getByText("Logged in.").waitFor();
    await second.getByRole("dialog").getByText("Logged in.").waitFor();
    const { rows } = await house.pool.query("select * from telegram_logins");
    assert.ok(!JSON.stringify(rows).includes("2025550123"));

    await dialog.getByRole("button", { name: "Choose chats" }).click();
    await dialog.getByLabel("Search chats").fill("harbour");
    await dialog.getByRole("checkbox", { name: "Harbour News", exact: true }).check();
    await dialog.getByLabel("Search chats").fill("lighthouse");
    await dialog.getByRole("checkbox", { name: "Lighthouse Keepers" }).check();
    await dialog.getByRole("button", { name: "Add 2 chats" }).click();
    await dialog.getByText("2 of 2 added").waitFor();
    await dialog.getByRole("link", { name: "Harbour News" }).click();
    await page.getByRole("button", { name: "Start fetch of the whole chat" }).waitFor();
    assert.equal(new URL(page.url()).searchParams.get("guild"), "-1001000000001");
    await page.getByRole("button", { name: "Start fetch of the whole chat" }).click();
    await eventually("the fetch is asked for", async () => {
      const { rows } = await house.pool.query("select guild_id, platform, priority from history_fetch_tasks");
      return JSON.stringify(rows) === '[{"guild_id":"-1001000000001","platform":"telegram","priority":100}]';
    });
    assert.deepEqual(house.violations, []);
  });

  it("adds chats by lines, and says of each what became of it", async function () {
    const page = await house.open("/bots");
    await page
      .locator("main li")
      .filter({ hasText: "Reader" })
      .getByRole("button", { name: "Choose chats" })
      .click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("By name or link").click();
    await dialog.getByLabel("Names, links or ids").fill("https://t.me/lighthouse/12\nnot a chat\n@nobody");
    await dialog.getByRole("button", { name: "Add 3 chats" }).click();
    await dialog.getByText("This is no name, link or id: not a chat").waitFor();
    await dialog.getByLabel("Names, links or ids").fill("https://t.me/bela\n@nobody");
    await dialog.getByLabel("Group").fill("People");
    await dialog.getByLabel("Priority").fill("20");
    await dialog.getByRole("button", { name: "Add 2 chats" }).click();
    await dialog.getByText("There is no such chat").waitFor();
    await dialog.getByText("1 of 2 added").waitFor();
    await dialog.getByRole("button", { name: "Close" }).last().click();
    const row = page.locator("[data-guild='5000001']");
    await row.getByText("priority 20").waitFor();
    await page.getByRole("heading", { name: "People" }).waitFor();
    await row.getByRole("button", { name: /^What to do with/ }).click();
    await page.getByRole("menuitem", { name: "Archive no more" }).click();
    await row.getByText("Archived no more").waitFor();
  });

  it("asks for a new login where Telegram ended the session, shows a QR code, and cancels", async function () {
    await house.pool.query(
      "update accounts set status = 'refused', revoked_at = now(), revoked_reason = 'SESSION_REVOKED'",
    );
    const page = await house.open("/bots");
    await page.getByText("Telegram has ended the session of Reader").waitFor();
    await page.getByRole("alert").getByRole("button", { name: "Log in again" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("QR code", { exact: true }).click();
    await dialog.getByRole("button", { name: "Show the QR code" }).click();
    await dialog.getByRole("img", { name: "QR code to scan with Telegram" }).waitFor();
    await dialog.getByRole("button", { name: "Cancel the login" }).click();
    await dialog.getByText("The login was cancelled").waitFor();
    await dialog.getByRole("button", { name: "Begin anew" }).click();
    await dialog.getByLabel("Phone number", { exact: true }).last().fill(scripted.bannedPhone);
    await dialog.getByRole("button", { name: "Send the code" }).click();
    await dialog.getByText("Telegram has banned this number").waitFor();
    assert.deepEqual(house.violations, []);
  });

  it("tries a proxy before it is saved, and logs out", async function () {
    await house.pool.query("update accounts set status = 'ready', revoked_at = null, revoked_reason = null");
    const page = await house.open("/bots");
    const card = page.locator("main li").filter({ hasText: "Reader" });
    await card.getByRole("button", { name: /^What to do with/ }).click();
    await page.getByRole("menuitem", { name: "Proxy" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Kind of proxy").selectOption("socks5");
    await dialog.getByLabel("Host").fill("tg://socks?server=10.0.0.1&port=1080&user=u&pass=p");
    assert.equal(await dialog.getByLabel("Port").inputValue(), "1080");
    await dialog.getByRole("button", { name: "Test" }).click();
    await dialog.getByText("Telegram answers in 38 ms").waitFor();
    await dialog.getByRole("button", { name: "Save" }).click();
    await card.getByText("through socks5 10.0.0.1:1080").waitFor();
    await card.getByRole("button", { name: /^What to do with/ }).click();
    await page.getByRole("menuitem", { name: "Log out" }).click();
    await card.getByText("Logged out", { exact: true }).waitFor();
    await card.getByRole("button", { name: "Log in again" }).waitFor();
  });
});
