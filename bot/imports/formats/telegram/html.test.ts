import assert from "node:assert/strict";
import { join } from "node:path";
import { useTestDatabase } from "../../../../test/support/database.ts";
import { telegramHtml, telegramHtmlMessage } from "../../../../test/support/exports/html.ts";
import { telegramExport, telegramIds, telegramMessage } from "../../../../test/support/exports/telegram.ts";
import { useImports } from "../../../../test/support/imports.ts";

describe("telegramHtml", function () {
  const database = useTestDatabase();
  const imports = useImports(database);
  const rows = async (text: string) => (await database.pool.query<Record<string, unknown>>(text)).rows;
  const place = `Harbour [${telegramIds.marked}]`;
  const importFiles = async (files: Record<string, string>) => imports.run(await imports.write(files));

  it("takes texts, times, answers, followers, forwards, service messages and files over several pages", async function () {
    const { outcome, row } = await importFiles({
      [`${place}/messages.html`]: telegramHtml([
        telegramHtmlMessage(1, {
          from: "Ada",
          text: `Tea, <strong>now</strong>!<br><a href="https://example.org/a">there</a> <span class="spoiler hidden" onclick="ShowSpoiler(this)"><span aria-hidden="true">shh</span></span>`,
        }),
        `     <div class="message service" id="message2"><div class="body details">\nAda invited Bo\n</div></div>`,
        telegramHtmlMessage(3, {
          more: `<div class="reply_to details">\nIn reply to <a href="#go_to_message1" onclick="return GoToMessage(1)">this message</a></div>`,
        }),
      ]),
      [`${place}/messages2.html`]: telegramHtml([
        telegramHtmlMessage(4, {
          from: "Bo",
          date: "01.03.2024 13:00:04",
          more: `<div class="pull_left forwarded userpic_wrap"></div><div class="forwarded body"><div class="from_name">\nCy <span class="date details" title="01.02.2024 10:00:00">x</span></div><div class="media_wrap clearfix"><a class="photo_wrap clearfix pull_left" href="photos/one.jpg"><img class="photo" src="photos/one_thumb.jpg"/></a></div><div class="text">\npassed on\n</div></div>`,
        }),
      ]),
      [`${place}/photos/one.jpg`]: "jpg",
    });
    assert.deepEqual(
      [outcome, row.formats, row.files_stored],
      [{ kind: "completed" }, ["telegram_html"], "1"],
    );
    const found = await rows(
      "select channel_id, id, kind, content, created_at, reply_to_id, extra from messages order by id",
    );
    assert.deepEqual(
      found.map(({ kind, content, reply_to_id, created_at }) => [
        kind,
        content,
        reply_to_id,
        (created_at as Date).toISOString(),
      ]),
      [
        ["default", "Tea, now!\nthere shh", null, "2024-03-01T12:00:01.000Z"],
        ["service", "", null, "2024-03-01T12:00:01.000Z"],
        ["reply", "message 3", "1", "2024-03-01T12:00:03.000Z"],
        ["default", "passed on", null, "2024-03-01T13:00:04.000Z"],
      ],
    );
    assert.equal(found[0]?.channel_id, telegramIds.marked);
    const extras = found.map(({ extra }) => extra as Record<string, unknown>);
    assert.deepEqual(extras[0]?.entities, [
      { type: "bold", offset: 5, length: 3 },
      { type: "text_url", url: "https://example.org/a", offset: 10, length: 5 },
      { type: "spoiler", offset: 16, length: 3 },
    ]);
    assert.deepEqual([extras[2]?.export_author, extras[1]?.export_content], ["Ada", "Ada invited Bo"]);
    assert.deepEqual(
      [extras[3]?.local_time, extras[3]?.forward],
      ["2024-03-01T13:00:04", { from_id: null, from_name: "Cy" }],
    );
  });
  it("finds the chat by its name where the archive has exactly one of it, and else says what to do", async function () {
    const page = { "messages.html": telegramHtml([telegramHtmlMessage(1, { from: "Ada" })]) };
    await assert.rejects(importFiles(page), /does not tell which chat it is of.*Export as JSON/);
    const folder = await imports.write({ "result.json": telegramExport(0, [telegramMessage(1)]) });
    await imports.run(join(folder, "result.json"));
    const { row } = await importFiles(page);
    assert.deepEqual([row.messages_saved, row.messages_merged], ["0", "1"]);
    assert.equal((await importFiles(page)).row.messages_known, "1");
    assert.deepEqual(await rows("select author_id, content from messages"), [
      { author_id: telegramIds.ada, content: "message 1" },
    ]);
  });
  it("keeps what stands before an end in the middle, and says where that is", async function () {
    const { outcome } = await importFiles({
      [`${place}/messages.html`]: telegramHtml([telegramHtmlMessage(1, { from: "Ada" })], ""),
    });
    assert.match(
      outcome.kind === "warning" ? outcome.message : "",
      /line \d+: The file ends in the middle.*1 messages/,
    );
  });
});
