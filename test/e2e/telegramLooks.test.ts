import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createSecretBox } from "../../core/secrets.ts";
import { playTelegram, scripted } from "../support/telegramWorker.ts";
import { findings } from "./axe.ts";
import { useHouse } from "./house.ts";

/** How Telegram's part of the console looks and reads. The bot's part is played row by row. */
describe("Telegram's part of the console", function () {
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

  for (const [look, options] of [
    ["light, on a desk", { scheme: "light" }],
    ["dark, on a phone", { scheme: "dark", isPhone: true }],
  ] as const) {
    it(`has no serious finding in wizard and picker, ${look}`, async function () {
      const page = await house.open("/bots", options);
      const check = async (what: string) => {
        assert.deepEqual(await findings(page), [], what);
        const sticksOut = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
        assert.ok(Number(await page.evaluate(sticksOut)) <= 1, `${what} scrolls sideways`);
      };
      const dialog = page.getByRole("dialog");
      await page.getByRole("button", { name: "Log in to Telegram" }).click();
      await dialog.getByText("Through a proxy").click();
      await dialog.getByLabel("Kind of proxy").selectOption("mtproto");
      await check("beginning");
      await dialog.getByLabel("Kind of proxy").selectOption("none");
      await dialog.getByText("QR code", { exact: true }).click();
      await dialog.getByRole("button", { name: "Show the QR code" }).click();
      await dialog.getByRole("img", { name: "QR code to scan with Telegram" }).waitFor();
      await check("QR code");
      await dialog.getByRole("button", { name: "Cancel the login" }).click();
      await dialog.getByRole("button", { name: "Begin anew" }).click();
      await dialog.getByLabel("Phone number", { exact: true }).last().fill(scripted.user.phone);
      await dialog.getByRole("button", { name: "Send the code" }).click();
      const code = dialog.getByLabel("Code", { exact: true });
      await code.fill("11111");
      await page.keyboard.press("Enter");
      await dialog.getByText("This code is not right").waitFor();
      await check("code");
      await code.fill(scripted.code);
      await page.keyboard.press("Enter");
      await dialog.getByLabel("Password of two-step verification").fill(scripted.password);
      await page.keyboard.press("Enter");
      await dialog.getByRole("button", { name: "Choose chats" }).click();
      await dialog.getByText("Lighthouse Keepers").waitFor();
      await check("picker");
      await dialog.getByText("By name or link").click();
      await check("lines");
      await dialog.getByLabel("Names, links or ids").fill("@harbour_news\n-1001000000004\n-4000001\n@nobody");
      await dialog.getByRole("button", { name: "Add 4 chats" }).click();
      await dialog.getByText("3 of 4 added").waitFor();
      await check("added");
      await dialog.getByRole("button", { name: "Close" }).last().click();
      await page.getByText("Weekend walks").last().waitFor();
      await check("accounts");
    });
  }
});
