import assert from "node:assert/strict";
import { type Sandbox, startSandbox } from "../../sandbox/index.ts";
import { startBot, type TestBot, untilOver } from "../support/bot.ts";
import { useTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { makeTask } from "../support/factories.ts";
import { readShapes, type Shape, shapeJson } from "./shapes.ts";

const shapes = readShapes("channels");

describe(`the ${shapes.length} listed channels of the corpus`, function () {
  this.timeout(120_000); // a server of them, fetched by a real bot
  const database = useTestDatabase();
  let sandbox: Sandbox;
  let bot: TestBot;
  let guildId: string;
  before(async function () {
    sandbox = await startSandbox({ limits: "off", layout: "plain", channels: 2, messages: 10 });
    guildId = (await sandbox.control.truth.guilds())[0]?.id ?? "";
  });
  after(async function () {
    await bot.stop();
    await sandbox.close();
  });

  async function place(shape: Shape): Promise<string> {
    const { id } = await sandbox.control.createChannel({ guildId, name: "corpus" });
    await sandbox.control.postMessages({ channelId: id, count: 2, atMs: Date.now() - 3_600_000 });
    const response = await fetch(`${sandbox.apiBase}/v10/channels/${id}`, {
      headers: { authorization: `Bot ${sandbox.tokens[0]}` },
    });
    const base = (await response.json()) as Record<string, unknown>;
    await sandbox.control.serveRaw({ kind: "channel", id, json: shapeJson(shape, base) });
    return id;
  }
  const one = async (text: string, values: unknown[] = []) =>
    (await database.pool.query<Record<string, unknown>>(text, values)).rows[0];

  async function judge(shape: Shape, id: string): Promise<string[]> {
    const channel = await one("select * from channels where id = $1", [id]);
    const aside = await one("select reason from set_aside where item_id = $1 and resolved_at is null", [id]);
    if ("setAside" in shape.expect) {
      const isNamed = shape.expect.setAside === "unknown_kind"; // the others have no id to be named by
      const isRight = channel === undefined && aside?.reason === (isNamed ? "unknown_kind" : undefined);
      return isRight ? [] : [`${shape.name}: ${JSON.stringify({ channel, aside })}`];
    }
    const problems: string[] = [];
    if (channel?.message_count !== "2")
      problems.push(`${shape.name}: ${JSON.stringify(channel)} was not archived`);
    for (const [column, value] of Object.entries(shape.expect.kept)) {
      const expected = value === "of the id" ? id : value;
      if (channel?.[column] !== expected)
        problems.push(
          `${shape.name}: ${column} is ${JSON.stringify(channel?.[column])}, not ${JSON.stringify(expected)}`,
        );
    }
    return problems;
  }

  it("are kept or set aside as expected, over the gateway and over REST, and stop no other", async function () {
    const placed: { shape: Shape; id: string }[] = [];
    for (const shape of shapes) placed.push({ shape, id: await place(shape) });
    bot = await startBot(database, sandbox);
    const task = await untilOver(database.pool, await makeTask(database.pool, { guild_id: guildId }), 15_000);
    assert.equal(task.status, "warning");
    assert.match(
      String(task.error_message),
      /entries of the server's list of channels could not be used and are set aside/,
    );
    const problems = await Promise.all(placed.map(({ shape, id }) => judge(shape, id)));
    assert.deepEqual(problems.flat(), []);
    const expected = shapes.filter(({ expect }) => "setAside" in expect);
    const open = await one("select count(*)::int as count from set_aside where resolved_at is null");
    assert.equal(open?.count, expected.length);
    const plain = await one("select count(*)::int as count from channels where message_count = 5");
    assert.equal(plain?.count, 2, "the sound channels beside them");
    console.log(`        ${shapes.length} shapes of listed channels`);

    for (const { id } of placed) await sandbox.control.serveRaw({ kind: "channel", id, json: null });
    // The gateway tells of them when the server comes back from an outage; until then the bot knows no permissions there.
    await sandbox.control.setAvailable({ guildId, available: false });
    await sandbox.control.setAvailable({ guildId, available: true });
    await eventually("all are known", async () => {
      const known = await one("select count(*)::int as count from channels where name = 'corpus'");
      return known?.count === shapes.length;
    });
    const again = await untilOver(
      database.pool,
      await makeTask(database.pool, { guild_id: guildId }),
      90_000,
    );
    assert.equal(again.status, "completed", String(again.error_message));
    const missing = await one(
      "select count(*)::int as count from channels where name = 'corpus' and message_count <> 2",
    );
    assert.equal(missing?.count, 0);
    assert.equal(
      (await one("select count(*)::int as count from set_aside where resolved_at is null"))?.count,
      0,
    );
  });
});
