import assert from "node:assert/strict";
import { type Sandbox, startSandbox } from "../../sandbox/index.ts";
import { startBot, type TestBot, untilOver } from "../support/bot.ts";
import { useTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { makeTask, readTask } from "../support/factories.ts";
import { readShapes, type Shape, shapeJson } from "./shapes.ts";

const shapes = readShapes("guilds");

describe(`the ${shapes.length} servers of the corpus`, function () {
  this.timeout(120_000); // one account in all of them, fetched by a real bot
  const database = useTestDatabase();
  let sandbox: Sandbox;
  let bot: TestBot;
  before(async function () {
    const guilds = shapes.length + 1; // the last one is sound
    sandbox = await startSandbox({
      limits: "off",
      layout: "plain",
      guilds,
      channels: guilds * 2,
      messages: guilds * 20,
    });
  });
  after(async function () {
    await bot.stop();
    await sandbox.close();
  });
  const one = async (text: string, values: unknown[] = []) =>
    (await database.pool.query<Record<string, unknown>>(text, values)).rows[0];
  async function ask(path: string): Promise<Record<string, unknown>> {
    const headers = { authorization: `Bot ${sandbox.tokens[0]}` };
    return (await (await fetch(`${sandbox.apiBase}/v10/${path}`, { headers })).json()) as Record<
      string,
      unknown
    >;
  }

  /** Serves a guild with the flaw of `shape`, as GUILD_CREATE brings it. */
  async function serve(shape: Shape, id: string): Promise<void> {
    const self = await ask("users/@me");
    const member = await ask(`guilds/${id}/members/${String(self.id)}`);
    const base = {
      ...(await ask(`guilds/${id}`)),
      unavailable: false,
      member_count: 3,
      channels: await ask(`guilds/${id}/channels`),
      members: [member, member],
      threads: [],
      presences: [],
      voice_states: [],
      stage_instances: [],
      guild_scheduled_events: [],
      soundboard_sounds: [],
    };
    await sandbox.control.serveRaw({ kind: "guild", id, json: shapeJson(shape, base).replace("$id", id) });
  }
  const state = (id: string) =>
    one(
      "select g.*, a.sync_error from guilds g left join account_guilds a on a.guild_id = g.id where g.id = $1",
      [id],
    );

  it("stop neither the account nor one another, and come back by themselves", async function () {
    const guilds = await sandbox.control.truth.guilds();
    const placed = shapes.map((shape, index) => ({ shape, id: guilds[index]?.id ?? "" }));
    for (const { shape, id } of placed) await serve(shape, id);
    bot = await startBot(database, sandbox);
    const tasks = new Map<string, string>();
    for (const { id } of guilds) tasks.set(id, await makeTask(database.pool, { guild_id: id }));
    const problems: string[] = [];
    for (const { shape, id } of placed) {
      const isOut = "setAside" in shape.expect;
      const task = isOut
        ? await readTask(database.pool, tasks.get(id) ?? "")
        : await untilOver(database.pool, tasks.get(id) ?? "", 12_000).catch(() =>
            readTask(database.pool, tasks.get(id) ?? ""),
          );
      const row = await state(id);
      const actual = [row?.sync_error, task.status];
      const expected = isOut ? ["unavailable", "pending"] : [null, "completed"];
      if (String(actual) !== String(expected))
        problems.push(`${shape.name}: ${String(actual)} ${String(task.error_message)}`);
      if (!("kept" in shape.expect)) continue;
      for (const [column, value] of Object.entries(shape.expect.kept)) {
        const wanted = value === "of the id" ? id : value;
        if (row?.[column] !== wanted)
          problems.push(`${shape.name}: ${column} is ${JSON.stringify(row?.[column])}`);
      }
    }
    assert.deepEqual(problems, []);
    const sound = guilds.at(-1)?.id ?? "";
    assert.equal((await untilOver(database.pool, tasks.get(sound) ?? "")).messages_saved, "20");
    console.log(`        ${shapes.length} shapes of servers`);

    for (const { shape, id } of placed.filter((each) => "setAside" in each.shape.expect)) {
      await sandbox.control.serveRaw({ kind: "guild", id, json: null });
      await sandbox.control.setAvailable({ guildId: id, available: false });
      await sandbox.control.setAvailable({ guildId: id, available: true });
      const task = await untilOver(database.pool, tasks.get(id) ?? "");
      assert.deepEqual([task.status, task.messages_saved], ["completed", "20"], shape.name);
      assert.equal((await state(id))?.sync_error, null);
    }
    await sandbox.control.setAvailable({ guildId: sound, available: false });
    await eventually("an outage shows", async () => (await state(sound))?.sync_error === "unavailable");
    await sandbox.control.setAvailable({ guildId: sound, available: true });
    await eventually("its end shows", async () => (await state(sound))?.sync_error === null);

    // Events nobody can understand are passed over.
    const guildId = sound;
    for (const name of [
      "MESSAGE_CREATE",
      "CHANNEL_UPDATE",
      "THREAD_LIST_SYNC",
      "GUILD_ROLE_UPDATE",
      "GUILD_MEMBER_UPDATE",
      "GUILD_UPDATE",
      "MESSAGE_UPDATE",
      "GUILD_EMOJIS_UPDATE",
    ])
      for (const json of [
        "null",
        "5",
        "{}",
        "[]",
        `{"id":null,"guild_id":"${guildId}","channel_id":"x","role":null,"user":null,"attachments":null,"mentions":5}`,
      ])
        await sandbox.control.dispatchRaw({ guildId, name, json });
    await sandbox.control.createChannel({ guildId, name: "after the storm" });
    await eventually("what follows is stored", async () =>
      one("select from channels where name = 'after the storm'"),
    );
  });
});
