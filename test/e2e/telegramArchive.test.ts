import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../support/eventually.ts";
import { useSandbox } from "../support/sandbox.ts";
import { API_HASH, API_ID, useTelegram } from "../support/telegram.ts";
import { useHouse } from "./house.ts";

const phone = "9996625678";

/** From nothing to a whole chat: the compiled trio before the sandbox's Telegram, and its Discord beside it. */
describe("a chat of Telegram, from the login to the last message", function () {
  this.timeout(180_000);
  const discord = useSandbox({ layout: "plain", channels: 1, messages: 10 }, { keep: true });
  const telegram = useTelegram(
    { messages: 3_000, accounts: [{ phone, name: "Second", password: "swordfish", passwordHint: "a fish" }] },
    { keep: true },
  );
  const folder = mkdtempSync(join(tmpdir(), "backscroll-telegram-"));
  const env: Record<string, string> = {
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    TELEGRAM_API_ID: String(API_ID),
    TELEGRAM_API_HASH: API_HASH,
    TELEGRAM_DC_PUBLIC_KEY: join(folder, "key.pem"),
  };
  before("tell where Telegram is", function () {
    writeFileSync(env.TELEGRAM_DC_PUBLIC_KEY ?? "", telegram.publicKeyPem);
    env.TELEGRAM_DC = telegram.dc;
  });
  after("remove the key", function () {
    rmSync(folder, { recursive: true });
  });
  const house = useHouse({ sandbox: discord, apiEnv: env, botEnv: env });

  it("is logged in to with code and password, chosen, fetched with progress, and completed", async function () {
    const page = await house.open("/bots");
    await page.getByRole("button", { name: "Log in to Telegram" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Phone number", { exact: true }).last().fill(`+${phone}`);
    await dialog.getByRole("button", { name: "Send the code" }).click();
    const code = dialog.getByLabel("Code", { exact: true });
    await code.waitFor();
    await code.fill("00000");
    await page.keyboard.press("Enter");
    await dialog.getByText("This code is not right").waitFor();
    await code.fill(telegram.core.logins.findCode(phone)?.code ?? "");
    await page.keyboard.press("Enter");
    const password = dialog.getByLabel("Password of two-step verification");
    await password.waitFor();
    await dialog.getByText("Its hint: a fish").waitFor();
    await password.fill("swordfish");
    await page.keyboard.press("Enter");
    await dialog.getByText("Logged in.").waitFor();
    await eventually("the account is connected", async () => {
      const { rows } = await house.pool.query("select status from accounts where platform = 'telegram'");
      return rows[0]?.status === "ready";
    });
    await dialog.getByRole("button", { name: "Choose chats" }).click();
    await dialog.getByRole("checkbox", { name: "Lanternworks", exact: true }).check();
    await dialog.getByRole("button", { name: "Add 1 chat" }).click();
    await dialog.getByText("1 of 1 added").waitFor();
    await dialog.getByRole("link", { name: "Lanternworks" }).click();
    await page.getByRole("button", { name: "Start fetch of the whole chat" }).click();
    const guildId = new URL(page.url()).searchParams.get("guild") ?? "";
    await eventually(
      "the fetch is completed",
      async () => {
        const { rows } = await house.pool.query<{ status: string }>(
          "select status from history_fetch_tasks where guild_id = $1 and parent_task_id is null",
          [guildId],
        );
        return rows[0]?.status === "completed";
      },
      90_000,
    );
    const { rows } = await house.pool.query<{ count: number; proven: boolean }>(
      `select (select count(*)::int from messages where guild_id = $1) as count,
         (select bool_and(covered @> last_message_id) from channels where guild_id = $1 and has_history) as proven`,
      [guildId],
    );
    assert.ok((rows[0]?.count ?? 0) > 100);
    assert.equal(rows[0]?.proven, true);
    await page.goto(`${house.origin}/tasks?guild=${guildId}`);
    await page.locator("[data-task]").getByText("Completed").first().waitFor();
    assert.deepEqual(house.violations, []);
  });
});
