import assert from "node:assert/strict";
import { startBot, type TestBot } from "../support/bot.ts";
import { useTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { useSandbox } from "../support/sandbox.ts";

describe("slash commands", function () {
  this.timeout(60_000);
  const sandbox = useSandbox({ layout: "plain", channels: 2, messages: 200, limits: "off" });
  let bot: TestBot | undefined;
  afterEach("stop the bot before the database is emptied", async function () {
    await bot?.stop();
    bot = undefined;
  });
  const database = useTestDatabase();
  const guild = async () => (await sandbox.control.truth.guilds())[0]?.id ?? "";
  const state = async () => (await sandbox.control.state()).bots[0];
  const rest = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${sandbox.apiBase}/v10${path}`, {
      method,
      headers: { authorization: `Bot ${sandbox.tokens[0]}`, "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return (await response.json()) as Record<string, unknown>[];
  };
  const commandsPath = async () => `/applications/${(await state())?.userId}/commands`;
  const start = async () => {
    bot = await startBot(database, sandbox, { SLASH_COMMANDS: "on" });
    const path = await commandsPath();
    await eventually("the commands are known", async () =>
      (await rest("GET", path)).some(({ name }) => name === "archive"),
    );
  };
  /** The answer to a command, once it is there. */
  async function invoke(subcommand: string, more: { permissions?: string; locale?: string } = {}) {
    const options = [{ type: 1, name: subcommand, options: [] }];
    const { id, userId } = await sandbox.control.invokeCommand({
      guildId: await guild(),
      name: "archive",
      options,
      ...more,
    });
    const shown = await eventually("an answer", async () => {
      const found = (await sandbox.control.interactions()).find((one) => one.id === id);
      return found?.message ? found : null;
    });
    assert.deepEqual([shown.responseType, shown.ephemeral], [5, true]);
    assert.ok((shown.answeredAfterMs ?? Infinity) < 3_000);
    return { text: String(shown.message?.content), userId };
  }
  const tasks = async () =>
    (
      await database.pool.query<{ started_by: string; guild_id: string }>(
        "select * from history_fetch_tasks where parent_task_id is null",
      )
    ).rows;

  it("leave other commands of the application alone, and are registered once", async function () {
    const path = await commandsPath();
    await rest("POST", path, { name: "other", description: "Somebody else's" });
    await start();
    await bot?.stop();
    const before = await rest("GET", `${path}?with_localizations=true`);
    assert.deepEqual(
      before.map(({ name }) => name),
      ["other", "archive"],
    );
    assert.equal(before[1]?.default_member_permissions, "32");
    await start();
    assert.deepEqual(await rest("GET", `${path}?with_localizations=true`), before);
    const writes = (await sandbox.control.requests()).filter(
      ({ method, route }) => method !== "GET" && /commands/.test(route),
    );
    assert.deepEqual(
      writes.map(({ method }) => method),
      ["POST", "POST"],
    );
  });
  it("start a fetch that says who asked, and answer in their language", async function () {
    await start();
    const { text, userId } = await invoke("fetch", { locale: "ru" });
    assert.match(text, /^Загрузка начата/);
    assert.deepEqual(
      (await tasks()).map((task) => [task.started_by, task.guild_id]),
      [[`discord:${userId}`, await guild()]],
    );
    await eventually(
      "it ends",
      async () =>
        (
          await database.pool.query(
            "select from history_fetch_tasks where parent_task_id is null and status = 'completed'",
          )
        ).rowCount,
      30_000,
    );
    assert.match((await invoke("status")).text, /Nothing is being fetched/);
    assert.match((await invoke("stats")).text, /Messages: 200/);
  });
  it("do nothing for who may not manage the server, whatever the platform let through", async function () {
    await start();
    assert.match((await invoke("fetch", { permissions: "1024" })).text, /Manage Server/);
    assert.deepEqual(await tasks(), []);
  });
});
