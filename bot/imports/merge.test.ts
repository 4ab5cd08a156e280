/** Whatever comes first, an export or the platform: the archive ends the same, and says all that either said. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { upsertChannels } from "../../core/database/guilds/directory.ts";
import { inTransaction } from "../../core/postgres/pool.ts";
import { type OwnDatabase, useTestDatabase } from "../../test/support/database.ts";
import { dceExport, dceIds, dceMessage, dceMessageId } from "../../test/support/exports/dce.ts";
import { directoryChannel, makeGuild } from "../../test/support/factories.ts";
import { useImports } from "../../test/support/imports.ts";
import { storeMessages } from "../archive/storeMessages.ts";
import { createArchiveWriter } from "../archive/writer.ts";
import { convertItem } from "../platforms/discord/convert.ts";

/** A message's life: its states, oldest first, and what the export saw of it. */
interface Life {
  number: number;
  states: { content: string; editedAt: string | null }[];
  /** Which of its states the export shows; null when it was written after it. */
  exported: number | null;
  /** The exporter wrote the text in another way, as with names in place of mentions. */
  isRendered: boolean;
  isDeleted: boolean;
  hasFile: boolean;
  /** Counts of 🫖 then and now. */
  reactions: [then: number, now: number];
}

function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 8) % below;
  };
}

function drawLives(seed: number): Life[] {
  const random = createRandom(seed);
  return Array.from({ length: 12 }, (_each, index) => {
    const edits = random(3);
    const states = Array.from({ length: edits + 1 }, (_state, edit) => ({
      content: `message ${index}, state ${edit}`,
      editedAt: edit === 0 ? null : `2021-0${edit + 1}-01T10:00:00.${edit}00Z`,
    }));
    const isDeleted = random(4) === 0;
    return {
      number: index + 1,
      states,
      exported: !isDeleted && random(5) === 0 ? null : random(states.length),
      isRendered: random(3) === 0,
      isDeleted,
      hasFile: random(3) === 0,
      reactions: [random(4), random(4)],
    };
  });
}

const file = (number: number) =>
  `https://cdn.discordapp.com/attachments/${dceIds.channel}/7100000000000000${10 + number}/map.png`;

const toExport = (lives: readonly Life[]) =>
  dceExport(
    lives.flatMap(({ number, states, exported, isRendered, hasFile, reactions: [count] }) => {
      const state = exported === null ? undefined : states[exported];
      if (!state) return [];
      return [
        dceMessage(number, {
          content: isRendered ? `${state.content} (@somebody)` : state.content,
          timestampEdited: state.editedAt,
          attachments: hasFile
            ? [
                {
                  id: `7100000000000000${10 + number}`,
                  url: file(number),
                  fileName: "map.png",
                  fileSizeBytes: 3,
                },
              ]
            : [],
          reactions:
            count > 0
              ? [{ emoji: { id: "", name: "🫖", code: "teapot", isAnimated: false }, count, users: [] }]
              : [],
        }),
      ];
    }),
  );

/** As Discord answers now. */
const toPage = (lives: readonly Life[]) =>
  lives
    .filter(({ isDeleted }) => !isDeleted)
    .map(({ number, states, hasFile, reactions: [, count] }) => {
      const state = states.at(-1);
      return {
        id: dceMessageId(number),
        type: 0,
        author: {
          id: number % 2 === 0 ? dceIds.ada : dceIds.bo,
          username: number % 2 === 0 ? "ada" : "bo",
          global_name: "now",
          discriminator: "0",
          avatar: null,
        },
        content: state?.content,
        timestamp: new Date(Date.UTC(2021, 0, 1) + number * 60_000).toISOString(),
        edited_timestamp: state?.editedAt ?? null,
        attachments: hasFile
          ? [
              {
                id: `7100000000000000${10 + number}`,
                filename: "map.png",
                size: 3,
                url: file(number),
                content_type: "image/png",
                width: 10,
                height: 20,
              },
            ]
          : [],
        reactions: count > 0 ? [{ emoji: { id: null, name: "🫖" }, count }] : [],
        mentions: [],
        embeds: [],
      };
    })
    .toReversed();

describe("an export and what the platform tells", function () {
  const database = useTestDatabase();
  const imports = useImports(database);

  async function fetch(lives: readonly Life[]): Promise<void> {
    const { pool } = database;
    const items = toPage(lives).map(convertItem);
    await createArchiveWriter(pool, "discord").storeAuthors(items.flatMap(({ authors }) => authors));
    const place = { guildId: dceIds.guild, channelId: dceIds.channel };
    const interval = { fromId: "0", toId: dceMessageId(100) };
    await inTransaction(pool, (tx) =>
      storeMessages(
        tx,
        place,
        items.map(({ message }) => message),
        { interval, isReread: false },
      ),
    );
  }
  async function list(): Promise<void> {
    await makeGuild(database.pool, { id: dceIds.guild, name: "Harbour" });
    await upsertChannels(database.pool, [
      directoryChannel({ id: dceIds.channel, guildId: dceIds.guild, name: "quay" }),
    ]);
  }
  /** Everything but when we learned of it. */
  async function read(): Promise<unknown> {
    const { pool } = database as OwnDatabase;
    const table = async (text: string) => (await pool.query<Record<string, unknown>>(text)).rows;
    return {
      guilds: await table("select id, name, is_imported from guilds"),
      channels: await table(
        "select id, name, kind, covered::text, message_count, newest_message_id, is_imported from channels where id <> 610000000000000001 order by id",
      ),
      messages: await table(
        "select id, author_id, kind, content, created_at, edited_at, deleted_at is not null as is_deleted, reply_to_id, extra from messages order by id",
      ),
      versions: await table(
        "select message_id, content, edited_at from message_versions order by message_id, edited_at nulls first",
      ),
      attachments: await table("select * from attachments order by id"),
      reactions: await table("select message_id, emoji, count from reactions order by message_id, emoji"),
      authors: await table("select id, name, display_name, is_imported from authors order by id"),
      names: await table("select author_id, name from author_names order by author_id, name"),
    };
  }
  const empty = () =>
    database.pool.query("truncate guilds, channels, messages, authors, import_tasks, media_files cascade");

  it("unite to the same archive in either order, for any lives of messages", async function () {
    this.timeout(120_000);
    for (let seed = 1; seed <= 12; seed++) {
      const lives = drawLives(seed);
      const path = join(await imports.write({ "quay.json": toExport(lives) }), "quay.json");
      await list();
      await fetch(lives);
      await imports.run(path);
      const fetchedFirst = await read();
      await imports.run(path);
      assert.deepEqual(await read(), fetchedFirst, `seed ${seed}: importing it again changes nothing`);
      await empty();
      await imports.run(path);
      await list();
      await fetch(lives);
      assert.deepEqual(await read(), fetchedFirst, `seed ${seed}`);
      await empty();
      // The export lies between two fetches; what it tells of is older than the first.
      await list();
      await fetch(lives);
      await imports.run(path);
      await fetch(lives);
      assert.deepEqual(await read(), fetchedFirst, `seed ${seed}: between two fetches`);
      await empty();
    }
  });

  it("says nothing was saved or merged when it is imported again", async function () {
    const path = join(await imports.write({ "quay.json": toExport(drawLives(3)) }), "quay.json");
    const first = await imports.run(path);
    const second = await imports.run(path);
    assert.deepEqual(
      [second.row.messages_saved, second.row.messages_merged, second.row.messages_known],
      ["0", "0", first.row.messages_saved],
    );
  });

  it("tells in a dry run what an import then does, and changes nothing", async function () {
    const lives = drawLives(4);
    const path = join(await imports.write({ "quay.json": toExport(lives) }), "quay.json");
    await list();
    await fetch(lives);
    const before = await read();
    const told = await imports.run(path, { dryRun: true });
    assert.deepEqual(await read(), before);
    const done = await imports.run(path);
    assert.deepEqual(
      [told.row.messages_read, told.row.messages_saved],
      [done.row.messages_read, done.row.messages_saved],
    );
  });
});
