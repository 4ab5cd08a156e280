import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { tableFromIPC } from "apache-arrow";
import { useTestDatabase } from "../../../test/support/database.ts";
import { useExports } from "../../../test/support/exportRuns.ts";
import { makeRichArchive, rich, richMessages } from "../../../test/support/richArchive.ts";
import { toCell } from "./csv.ts";

const { readParquet } = createRequire(import.meta.url)("parquet-wasm") as {
  readParquet(bytes: Uint8Array): { intoIPCStream(): Uint8Array };
};

describe("formats of exports", function () {
  this.timeout(30_000);
  const database = useTestDatabase();
  const exports = useExports(database);
  /** The channel's file in a format. */
  async function write(format: string, columns: Record<string, unknown> = {}): Promise<Buffer> {
    await makeRichArchive(database.pool);
    const { files } = await exports.run({ guild_id: rich.guild, format, file_names: "%C", ...columns });
    const file = [...files].find(([name]) => name.startsWith("quay."))?.[1];
    assert.ok(file instanceof Buffer);
    return file;
  }

  it("write Parquet that another library reads, with ids and times by their types", async function () {
    const file = await write("parquet");
    const table = tableFromIPC(readParquet(file).intoIPCStream());
    assert.equal(table.numRows, richMessages.length);
    const { rows } = await database.pool.query<Record<string, unknown>>(
      "select id, author_id, content, kind, created_at from messages where channel_id = $1 order by id",
      [rich.channel],
    );
    const read = table.toArray().map((row) => row.toJSON() as Record<string, unknown>);
    assert.deepEqual(
      read.map((row) => [
        (row.id as bigint).toString(),
        (row.author_id as bigint | null)?.toString() ?? null,
        row.content,
        row.kind,
        Number(row.created_at),
      ]),
      rows.map((row) => [row.id, row.author_id, row.content, row.kind, (row.created_at as Date).getTime()]),
    );
    assert.ok(read.some(({ reactions }) => String(reactions).includes("👍")));
    assert.equal(read.filter(({ deleted_at }) => deleted_at !== null).length, 1);
  });
  it("write CSV in which no cell is a formula", async function () {
    for (const text of [
      "=1+1",
      "+1",
      "-1+1",
      "@sum(a1)",
      "\t=1",
      "\r=1",
      " =1",
      "＝1",
      "＋1",
      "－1",
      "＠x",
      "|cmd",
      "%x",
      "\ufeff=1",
    ])
      assert.match(toCell(text), /^"?'/, JSON.stringify(text));
    assert.equal(toCell("-1001234567890"), "-1001234567890");
    assert.equal(toCell('a "b", c'), '"a ""b"", c"');
    const lines = (await write("csv")).toString().split("\r\n");
    assert.equal(
      lines[0],
      "\uFEFFMessageID,ChannelID,Channel,AuthorID,Author,Date,Edited,Deleted,Kind,ReplyTo,Content,Attachments,Reactions",
    );
    assert.ok(lines.some((line) => line.includes("an answer")));
  });
  it("write TXT with names in place of ids", async function () {
    const text = (await write("txt")).toString();
    assert.match(text, /^=+\nServer: Harbour \/ Quay\nChannel: Docks \/ quay\nTopic: ships\n/);
    assert.match(
      text,
      /\[2022-05-01 00:00\] Ada of the harbour\n\*\*bold\*\* @bo#4242 #ropes :wave: 你好 🎉\n/,
    );
    assert.match(text, /> Ada of the harbour: \*\*bold\*\*.*\nan answer\n/);
    assert.match(text, /\{Poll\}\nTea\?\n- yes \(3\)\n- no \(0\)/);
    assert.match(text, /\{Reactions\}\n👍 \(3\) wave \(1\)/);
  });
  it("write HTML of everything, each page alone by itself", async function () {
    const page = (await write("html")).toString();
    for (const words of [
      "<strong>bold</strong>",
      "@bo#4242",
      "#ropes",
      "an answer",
      "Ada of the harbour: **bold** @bo#4242 #ropes :wave:",
      "Tea?",
      "👍 3",
      "Earlier versions (1)",
      "Town crier",
      "deleted",
    ])
      assert.ok(page.includes(words), words);
    assert.doesNotMatch(page, /<script|<iframe|<link|<object| on\w+=|javascript:/i);
    assert.match(page, /content="default-src 'none'/);
    assert.doesNotMatch(page, /(src|srcset)="https?:/);
  });
  it("write pages of a thousand messages that lead to one another, and an index", async function () {
    await makeRichArchive(database.pool);
    await database.pool.query(
      `insert into messages (channel_id, id, guild_id, author_id, content, created_at)
       select $1, 900000000000000000 + n, $2, $3, 'm ' || n, '2023-01-01'::timestamptz + make_interval(secs => n)
       from generate_series(1, 2100) n`,
      [rich.thread, rich.guild, rich.ada],
    );
    const { files } = await exports.run({ guild_id: rich.guild, format: "html", file_names: "%C" });
    assert.deepEqual([...files.keys()].sort(), [
      "index.html",
      "quay.html",
      "ropes [part 2].html",
      "ropes [part 3].html",
      "ropes.html",
    ]);
    const count = (name: string) =>
      files
        .get(name)
        ?.toString()
        .match(/<article /g)?.length;
    assert.deepEqual(
      ["ropes.html", "ropes [part 2].html", "ropes [part 3].html"].map(count),
      [1000, 1000, 102],
    );
    assert.match(
      files.get("ropes [part 2].html")?.toString() ?? "",
      /href="ropes\.html">Earlier.*ropes%20%5Bpart%203%5D\.html">Later/,
    );
    assert.match(files.get("index.html")?.toString() ?? "", /href="ropes%20%5Bpart%203%5D\.html"/);
  });
});
