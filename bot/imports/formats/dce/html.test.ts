import assert from "node:assert/strict";
import { join } from "node:path";
import { useTestDatabase } from "../../../../test/support/database.ts";
import { dceExport, dceIds, dceMessage, dceMessageId } from "../../../../test/support/exports/dce.ts";
import {
  dceHtml,
  dceHtml2020,
  dceHtmlHeader,
  dceHtmlMessage,
} from "../../../../test/support/exports/html.ts";
import { useImports } from "../../../../test/support/imports.ts";

const name = `Harbour - Docks - quay [${dceIds.channel}].html`;

describe("dceHtml", function () {
  const database = useTestDatabase();
  const imports = useImports(database);
  const rows = async (text: string) => (await database.pool.query<Record<string, unknown>>(text)).rows;
  const importHtml = async (html: string, path = name, files: Record<string, string> = {}) =>
    imports.run(join(await imports.write({ [path]: html, ...files }), path));

  it("takes messages with their people, texts, answers, files and reactions", async function () {
    const message = dceHtmlMessage(2, {
      content: `<strong>tea</strong> &lt;3<br><a href="https://example.org/">here</a> <img class=chatlog__emoji alt=kettle src=https://cdn.discordapp.com/emojis/610000000000000009.png>`,
      more: `<div class=chatlog__attachment><a href="https://cdn.discordapp.com/attachments/310000000000000001/710000000000000001/map.png?ex=1"><img class=chatlog__attachment-media src=x></a></div><div class=chatlog__reactions><div class=chatlog__reaction title=teapot><img class="chatlog__emoji chatlog__emoji--small" alt=🫖 src=x.svg><span class=chatlog__reaction-count>3</span></div></div>`,
      header: `<div class=chatlog__reply><div class=chatlog__reply-author>bo</div><div class=chatlog__reply-content><span class=chatlog__reply-link onclick="scrollToMessage(event,'${dceMessageId(1)}')">first</span></div></div>`,
    });
    const { outcome, row } = await importHtml(
      dceHtml([dceHtmlMessage(1, { header: dceHtmlHeader }) + message]),
    );
    assert.deepEqual([outcome, row.formats], [{ kind: "completed" }, ["dce_html"]]);
    assert.deepEqual(
      await rows("select id, author_id, kind, content, reply_to_id from messages order by id"),
      [
        {
          id: dceMessageId(1),
          author_id: dceIds.ada,
          kind: "default",
          content: "message 1",
          reply_to_id: null,
        },
        {
          id: dceMessageId(2),
          author_id: dceIds.ada,
          kind: "reply",
          content: "**tea** <3\n[here](https://example.org/) <:kettle:610000000000000009>",
          reply_to_id: dceMessageId(1),
        },
      ],
    );
    assert.deepEqual(await rows("select id, file_name from attachments"), [
      { id: "710000000000000001", file_name: "map.png" },
    ]);
    assert.deepEqual(await rows("select emoji, count from reactions"), [{ emoji: "🫖", count: 3 }]);
    assert.deepEqual(
      await rows(
        "select c.name, c.topic, g.id, g.name as guild from channels c join guilds g on g.id = guild_id",
      ),
      [{ name: "quay", topic: "ships & tea", id: dceIds.guild, guild: "Harbour" }],
    );
    assert.deepEqual(await rows("select name, display_name from authors"), [
      { name: "ada", display_name: "Ada of the harbour" },
    ]);
  });
  it("takes pages of 2020, whose author stands above a group", async function () {
    await importHtml(dceHtml2020([dceMessageId(1), dceMessageId(2)]));
    assert.deepEqual(await rows("select author_id, content from messages"), [
      { author_id: dceIds.bo, content: "**old**" },
      { author_id: dceIds.bo, content: "**old**" },
    ]);
  });
  it("adds nothing to what the JSON of the same channel brought, and files beside it to what is new", async function () {
    const folder = await imports.write({ "quay.json": dceExport([dceMessage(1)]) });
    await imports.run(join(folder, "quay.json"));
    const carrying = `<div class=chatlog__attachment><a href="files/map.png"><img class=chatlog__attachment-media src="files/map.png"></a></div>`;
    const html = dceHtml(
      [1, 2].map((number) => dceHtmlMessage(number, { header: dceHtmlHeader, more: carrying })),
    );
    const { row } = await importHtml(html, name, { "files/map.png": "map" });
    assert.deepEqual([row.messages_saved, row.files_stored], ["1", "1"]);
    assert.deepEqual(await rows("select message_id from attachments"), [{ message_id: dceMessageId(2) }]);
  });
  it("says why it cannot be taken: no ids, no channel, an end in the middle", async function () {
    await assert.rejects(
      importHtml(
        '<!DOCTYPE html><style>.chatlog__message{}</style><div class="chatlog__message">hm</div></html>',
      ),
      /no ids of its messages/,
    );
    await assert.rejects(importHtml(dceHtml([dceHtmlMessage(1)]), "quay.html"), /by the file's name alone/);
    const { outcome } = await importHtml(dceHtml([dceHtmlMessage(1)], ""));
    assert.match(outcome.kind === "warning" ? outcome.message : "", /ends in the middle.*1 messages are in/);
  });
});

describe("dceCsv", function () {
  const database = useTestDatabase();
  const imports = useImports(database);

  it("is refused in words, also within a folder of others, where every other file that is none is named", async function () {
    for (const head of [
      "AuthorID;Author;Date;Content;Attachments;Reactions;",
      "AuthorID,Author,Date,Content,Attachments,Reactions",
    ]) {
      const folder = await imports.write({ "quay.csv": `${head}\n` });
      await assert.rejects(imports.run(join(folder, "quay.csv")), /CSV tells no ids.*as JSON/);
    }
    const folder = await imports.write({
      "quay.csv": "AuthorID,Author,Date\n",
      "quay.json": dceExport([dceMessage(1)]),
      "notes.html": "<p>hello",
      "more.zip": "PK",
    });
    const { outcome } = await imports.run(folder);
    assert.equal(outcome.kind, "warning");
    const { rows: problems } = await database.pool.query(
      "select file, reason from import_problems where task_id = (select max(id) from import_tasks) order by file",
    );
    assert.deepEqual(problems, [
      { file: "more.zip", reason: "not_an_export" },
      { file: "notes.html", reason: "not_an_export" },
      { file: "quay.csv", reason: "no_message_ids" },
    ]);
  });
});
