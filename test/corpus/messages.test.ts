import assert from "node:assert/strict";
import { snowflakeTimeMs } from "../../core/model/snowflake.ts";
import { type Sandbox, startSandbox } from "../../sandbox/index.ts";
import { startBot, type TestBot, untilOver } from "../support/bot.ts";
import { useTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { makeTask } from "../support/factories.ts";
import { readShapes, type Shape, shapeJson } from "./shapes.ts";

/** A shape in the channel of its own, between two sound messages. */
interface Placed {
  shape: Shape;
  channelId: string;
  /** Oldest first; the shape is the middle one. */
  ids: [string, string, string];
}

const shapes = readShapes("messages");

describe(`the ${shapes.length} messages of the corpus`, function () {
  this.timeout(180_000); // each in a channel of its own, fetched by a real bot
  const database = useTestDatabase();
  let sandbox: Sandbox;
  let bot: TestBot;
  let guildId: string;
  before(async function () {
    sandbox = await startSandbox({ limits: "off", layout: "plain", channels: 1, messages: 1 });
    guildId = (await sandbox.control.truth.guilds())[0]?.id ?? "";
  });
  after(async function () {
    await bot.stop();
    await sandbox.close();
  });

  async function place(shape: Shape): Promise<Placed> {
    const { id: channelId } = await sandbox.control.createChannel({ guildId, name: "corpus" });
    const { messages } = await sandbox.control.postMessages({
      channelId,
      count: 3,
      content: "as sent",
      attachments: [{ filename: "cat.png" }],
      atMs: Date.now() - 3_600_000,
    });
    const ids = messages.map(({ id }) => id) as Placed["ids"];
    const base = await readMessage(channelId, ids[1]);
    const reaction = { emoji: { id: null, name: "👍" }, count: 1, count_details: { burst: 0, normal: 1 } };
    const json = shapeJson(shape, { ...base, reactions: [reaction] });
    await sandbox.control.serveRaw({ kind: "message", id: ids[1], json });
    return { shape, channelId, ids };
  }
  async function readMessage(channelId: string, id: string): Promise<Record<string, unknown>> {
    const response = await fetch(`${sandbox.apiBase}/v10/channels/${channelId}/messages/${id}`, {
      headers: { authorization: `Bot ${sandbox.tokens[0]}` },
    });
    return (await response.json()) as Record<string, unknown>;
  }
  const one = async (text: string, values: unknown[]) =>
    (await database.pool.query<Record<string, unknown>>(text, values)).rows[0];

  /** What is wrong with how a shape ended, or nothing. */
  async function judge({ shape, channelId, ids }: Placed): Promise<string[]> {
    const problems: string[] = [];
    const expect = (what: string, actual: unknown, expected: unknown) => {
      try {
        assert.deepEqual(actual, expected);
      } catch {
        problems.push(`${shape.name}: ${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`);
      }
    };
    const isKept = "kept" in shape.expect;
    const task = await one("select status, status_reason from history_fetch_tasks where channel_id = $1", [
      channelId,
    ]);
    expect("task", task?.status_reason ?? task?.status, isKept ? "completed" : "messages_set_aside");
    const { rows: stored } = await database.pool.query<{ id: string }>(
      "select id from messages where channel_id = $1 order by id",
      [channelId],
    );
    expect(
      "what is stored",
      stored.map(({ id }) => id),
      isKept ? ids : [ids[0], ids[2]],
    );
    const coverage = await one(
      `select covered @> $2::int8 as before, covered @> $3::int8 as it, covered @> $4::int8 as after,
         covered @> ($3::int8 - 1) and covered @> ($3::int8 + 1) as around
       from channels where id = $1`,
      [channelId, ...ids],
    );
    expect("coverage", [coverage?.before, coverage?.it, coverage?.after], [true, isKept, true]);
    const setAside = await one(
      "select reason, item_id, from_id <= $2 and to_id > $2 as holds_it, raw from set_aside where channel_id = $1",
      [channelId, ids[1]],
    );
    if ("setAside" in shape.expect) {
      expect("reason", [setAside?.reason, setAside?.holds_it], [shape.expect.setAside, true]);
      if (setAside?.item_id) expect("coverage around it", coverage?.around, true);
      return problems;
    }
    expect("what is set aside", setAside, undefined);
    const row = await one(
      `select m.*, a.width, a.size_bytes, a.file_name, r.count,
         (select count(*)::int from attachments where channel_id = $1 and message_id = m.id) as attachments,
         (select count(*)::int from reactions where channel_id = $1 and message_id = m.id) as reactions
       from messages m left join attachments a on a.channel_id = m.channel_id and a.message_id = m.id
         left join reactions r on r.channel_id = m.channel_id and r.message_id = m.id
       where m.channel_id = $1 and m.id = $2`,
      [channelId, ids[1]],
    );
    for (const [column, value] of Object.entries(shape.expect.kept))
      expect(column, row?.[column], value === "of the id" ? new Date(snowflakeTimeMs(ids[1])) : value);
    const asSent = ((row?.extra ?? {}) as { as_sent?: Record<string, string> }).as_sent ?? {};
    expect("what differs", Object.keys(asSent), shape.expect.differs ?? []);
    return problems;
  }

  it("are kept or set aside as expected, and neither harms its neighbours nor stops its task", async function () {
    const placed: Placed[] = [];
    for (const shape of shapes) placed.push(await place(shape));
    bot = await startBot(database, sandbox);
    const row = await untilOver(database.pool, await makeTask(database.pool, { guild_id: guildId }), 120_000);
    assert.equal(row.status, "warning");
    assert.match(
      String(row.error_message),
      /could not be stored as sent and is set aside: .*it is no object/,
    );
    const problems = (await Promise.all(placed.map(judge))).flat();
    assert.deepEqual(problems, []);
    console.log(`        ${placed.length} message shapes`);

    // The platform mends them, or a newer version of ours can store them: an upgrade tries again by itself.
    for (const { ids } of placed) await sandbox.control.serveRaw({ kind: "message", id: ids[1], json: null });
    const setAside = placed.filter(({ shape }) => "setAside" in shape.expect);
    const upgraded = async () =>
      (await one("select count(*)::int as count from history_fetch_tasks where started_by = 'upgrade'", []))
        ?.count;
    await bot.stop();
    bot = await startBot(database, sandbox); // the same version: it would end the same
    assert.equal(await upgraded(), 0);
    await bot.stop();
    await database.pool.query("update set_aside set version = '0.0.0'");
    bot = await startBot(database, sandbox);
    await eventually("it tries again", async () => (await upgraded()) === setAside.length);
    await eventually(
      "all are stored",
      async () =>
        (await one("select count(*)::int as open from set_aside where resolved_at is null", []))?.open === 0,
      60_000,
    );
    const { rows } = await database.pool.query(
      "select c.id from channels c where c.name = 'corpus' and (select count(*) from messages m where m.channel_id = c.id) <> 3",
    );
    assert.deepEqual(rows, []);
    const holes = await database.pool.query(
      "select from channels where name = 'corpus' and (select count(*) from unnest(covered)) <> 1",
    );
    assert.equal(holes.rowCount, 0);
  });
});
