import assert from "node:assert/strict";
import { useTestDatabase } from "../../../../test/support/database.ts";
import { dceMessageId } from "../../../../test/support/exports/dce.ts";
import { useImports } from "../../../../test/support/imports.ts";

describe("discordPackage", function () {
  const database = useTestDatabase();
  const imports = useImports(database);
  const rows = async (text: string) => (await database.pool.query<Record<string, unknown>>(text)).rows;
  const channel = "310000000000000001";
  const file = `https://cdn.discordapp.com/attachments/${channel}/710000000000000001/map.png`;
  const user = JSON.stringify({
    id: "410000000000000001",
    username: "ada",
    discriminator: 0,
    global_name: "Ada",
    avatar_hash: null,
  });

  it("takes packages since 2024, whose ids are numbers beyond what JavaScript holds", async function () {
    const folder = await imports.write({
      "Compte/user.json": user,
      "Messages/index.json": JSON.stringify({ [channel]: "quay in Harbour" }),
      [`Messages/c${channel}/channel.json`]: JSON.stringify({
        id: channel,
        type: "GUILD_TEXT",
        name: "quay",
        guild: { id: "210000000000000001", name: "Harbour" },
      }),
      [`Messages/c${channel}/messages.json`]: `[{"ID": ${dceMessageId(1)}, "Timestamp": "2021-01-01 00:01:00", "Contents": "to sea", "Attachments": ""},
        {"ID": ${dceMessageId(2)}, "Timestamp": "2021-01-01 00:02:00", "Contents": "", "Attachments": "${file} ${file.replace("001/map", "002/oar")}"}]`,
    });
    const { outcome, row } = await imports.run(folder, { isComplete: true });
    assert.deepEqual(
      [outcome, row.formats, row.messages_saved],
      [{ kind: "completed" }, ["discord_package"], "2"],
    );
    assert.deepEqual(await rows("select id, author_id, content, extra from messages order by id"), [
      {
        id: dceMessageId(1),
        author_id: "410000000000000001",
        content: "to sea",
        extra: { imported: "discord_package" },
      },
      {
        id: dceMessageId(2),
        author_id: "410000000000000001",
        content: "",
        extra: { imported: "discord_package" },
      },
    ]);
    assert.deepEqual(await rows("select id, file_name from attachments order by id"), [
      { id: "710000000000000001", file_name: "map.png" },
      { id: "710000000000000002", file_name: "oar.png" },
    ]);
    assert.deepEqual(await rows("select name, display_name from authors"), [
      { name: "ada", display_name: "Ada" },
    ]);
    // One person's messages are never all there are, whoever says so.
    assert.deepEqual(await rows("select covered::text from channels"), [{ covered: "{}" }]);
  });

  it("takes the CSV of older ones, direct messages and channels of which nothing is told", async function () {
    const folder = await imports.write({
      "account/user.json": user,
      "messages/index.json": JSON.stringify({
        [channel]: "Direct Message with bo#0",
        "310000000000000002": null,
      }),
      [`messages/${channel}/channel.json`]: JSON.stringify({ id: channel, type: 1, recipients: ["1", "2"] }),
      [`messages/${channel}/messages.csv`]: `ID,Timestamp,Contents,Attachments\r\n${dceMessageId(1)},2021-01-01 00:01:00.000000+00:00,"two\nlines, ""quoted""",\r\n`,
      "messages/310000000000000002/messages.csv": `ID,Timestamp,Contents,Attachments\n${dceMessageId(2)},2021,plain,${file}\nnonsense,2021,,\n`,
    });
    const { row } = await imports.run(folder);
    assert.deepEqual([row.messages_saved, row.items_skipped], ["2", "1"]);
    assert.deepEqual(await rows("select content from messages order by id"), [
      { content: 'two\nlines, "quoted"' },
      { content: "plain" },
    ]);
    assert.deepEqual(
      await rows(
        "select g.name as guild, c.name, c.kind from channels c join guilds g on g.id = c.guild_id order by c.id",
      ),
      [
        { guild: "Direct messages", name: "Direct Message with bo#0", kind: "chat" },
        { guild: "Unknown servers", name: "310000000000000002", kind: "text" },
      ],
    );
  });
});
