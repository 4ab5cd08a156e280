import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../support/eventually.ts";
import { useSandbox } from "../support/sandbox.ts";
import { API_HASH, API_ID, useTelegram } from "../support/telegram.ts";
import { assertTelegramChatIsTrue } from "../support/telegramTruth.ts";
import { useHouse } from "./house.ts";

const phone = "9996625678";

/** From nothing to a whole chat: the compiled trio before the sandbox's Telegram, and its Discord beside it. */
describe("a chat of Telegram, from the login to the last message", function () {
  this.timeout(180_000);
  const discord = useSandbox({ layout: "plain", channels: 1, messages: 10 }, { keep: true });
  const telegram = useTelegram(
    { messages: 1_200, accounts: [{ phone, name: "Second", password: "swordfish", passwordHint: "a fish" }] },
    { keep: true },
  );
  const folder = mkdtempSync(join(tmpdir(), "backscroll-telegram-"));
  const env: Record<string, string> = {
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    TELEGRAM_API_ID: String(API_ID),
    TELEGRAM_API_HASH: API_HASH,
    TELEGRAM_DC_PUBLIC_KEY: join(folder, "key.pem"),
  };
  const botEnv: Record<string, string> = {
    MEDIA_DOWNLOADS: "on",
    MEDIA_MIN_FREE_BYTES: "0",
    DATA_DIR: folder,
  };
  before("tell where Telegram is", function () {
    writeFileSync(env.TELEGRAM_DC_PUBLIC_KEY ?? "", telegram.publicKeyPem);
    env.TELEGRAM_DC = telegram.dc;
    Object.assign(botEnv, env);
  });
  after("remove the key", function () {
    rmSync(folder, { recursive: true });
  });
  const house = useHouse({
    sandbox: discord,
    apiEnv: env,
    botEnv,
  });

  const untilFetched = (guildId: string) =>
    eventually(
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

  /** Waits until every file of the chat is stored, and compares their content. */
  async function assertFilesAreTrue(chatId: string): Promise<void> {
    const truth = await telegram.control.truth.files(chatId);
    const stored = await eventually(
      "all files are stored",
      async () => {
        const { rows } = await house.pool.query<{ id: string; sha256: string }>(
          `select f.message_id::text as id, r.sha256
           from media_files f join media_references r using (channel_id, message_id, kind, item)
           where f.channel_id = $1 and f.kind = 'attachment' and f.status = 'stored' order by f.message_id`,
          [chatId],
        );
        return rows.length >= truth.length ? rows : null;
      },
      60_000,
    );
    assert.deepEqual(
      stored,
      truth.map(({ id, sha256 }) => ({ id: String(id), sha256 })),
    );
  }

  it("is logged in to with code and password, chosen, fetched with progress, and completed", async function () {
    const page = await house.open("/bots");
    page.setDefaultTimeout(45_000); // a first login makes a key, which takes its time on a busy machine
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
    // A group with albums, forwards and polls, and one with topics.
    for (const name of ["Lanternworks", "Lantern Help"])
      await dialog.getByRole("checkbox", { name, exact: true }).check();
    await dialog.getByRole("button", { name: "Add 2 chats" }).click();
    await dialog.getByText("2 of 2 added").waitFor();
    await dialog.getByRole("link", { name: "Lanternworks" }).click();
    await page.getByRole("button", { name: "Start fetch of the whole chat" }).click();
    const guildId = new URL(page.url()).searchParams.get("guild") ?? "";
    await untilFetched(guildId);
    const forum = (await telegram.control.truth.chats()).find(({ title }) => title === "Lantern Help");
    await page.goto(`${house.origin}/admin?guild=${forum?.id}`);
    await page.getByRole("button", { name: "Start fetch of the whole chat" }).click();
    await untilFetched(forum?.id ?? "");
    for (const chatId of [guildId, forum?.id ?? ""]) {
      const { rows } = await house.pool.query<{ proven: boolean }>(
        "select covered @> last_message_id as proven from channels where id = $1",
        [chatId],
      );
      assert.equal(rows[0]?.proven, true);
      assert.ok((await assertTelegramChatIsTrue(house.pool, telegram.control, chatId)) > 100);
      await assertFilesAreTrue(chatId);
    }
    await page.goto(`${house.origin}/tasks?guild=${guildId}`);
    await page.locator("[data-task]").getByText("Completed").first().waitFor();
    assert.deepEqual(house.violations, []);
  });
});
