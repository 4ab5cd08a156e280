/** Damaged, cut off and hostile files: whatever they hold, an import ends in words and leaves the archive consistent. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ZipFile } from "yazl";
import { useTestDatabase } from "../../test/support/database.ts";
import { dceExport, dceIds, dceMessage } from "../../test/support/exports/dce.ts";
import { writeDht } from "../../test/support/exports/dht.ts";
import {
  dceHtml,
  dceHtmlHeader,
  dceHtmlMessage,
  telegramHtml,
  telegramHtmlMessage,
} from "../../test/support/exports/html.ts";
import { telegramExport, telegramIds } from "../../test/support/exports/telegram.ts";
import { useImports } from "../../test/support/imports.ts";
import { detectFormat } from "./detect.ts";
import { ExportError } from "./read/exportError.ts";
import { openExport } from "./read/exportFolder.ts";

/** A small generator of numbers (mulberry32), so that a failure can be repeated. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Cut off, or with some bytes changed, doubled or taken out. */
function damage(whole: Buffer, random: (below: number) => number): Buffer {
  if (random(3) === 0) return whole.subarray(0, random(whole.length));
  const bytes = [...whole];
  for (let count = random(8) + 1; count > 0; count--) {
    const at = random(bytes.length);
    const kind = random(3);
    if (kind === 0) bytes[at] = random(256);
    else if (kind === 1) bytes.splice(at, random(200));
    else bytes.splice(at, 0, ...bytes.slice(random(bytes.length), random(bytes.length)).slice(0, 300));
  }
  return Buffer.from(bytes);
}

describe("an import of a damaged file", function () {
  const database = useTestDatabase();
  const imports = useImports(database);
  const rows = async (text: string) => (await database.pool.query<Record<string, unknown>>(text)).rows;
  let folder = "";
  before(async function () {
    folder = await mkdtemp(join(tmpdir(), "backscroll-damaged-"));
    writeDht(join(folder, "whole.dht"), { version: 11, count: 60 });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const messages = Array.from({ length: 40 }, (_each, index) => dceMessage(index + 1));
  const wholeFiles = async (): Promise<Record<string, Buffer>> => ({
    "quay.json": Buffer.from(dceExport(messages)),
    "result.json": Buffer.from(telegramExport(40)),
    "c310000000000000001/messages.csv": Buffer.from(
      `ID,Timestamp,Contents,Attachments\r\n${messages.map(({ id }) => `${String(id)},2021-01-01 00:00:00,"a ""b"", c",`).join("\r\n")}`,
    ),
    "c310000000000000001/messages.json": Buffer.from(
      `[${messages.map(({ id }) => `{"ID": ${String(id)}, "Timestamp": "2021-01-01 00:00:00", "Contents": "hm", "Attachments": ""}`).join(",\n")}]`,
    ),
    "export.dht": await readFile(join(folder, "whole.dht")),
    "dht.json": Buffer.from(
      JSON.stringify({
        meta: {
          users: { [dceIds.ada]: { name: "ada" } },
          userindex: [dceIds.ada],
          servers: [{ name: "Harbour", type: "server" }],
          channels: { [dceIds.channel]: { server: 0, name: "quay" } },
        },
        data: {
          [dceIds.channel]: Object.fromEntries(
            messages.map(({ id }) => [String(id), { u: 0, t: 1_609_459_200_000, m: "hm", a: [], e: [] }]),
          ),
        },
      }),
    ),
    [`Harbour - quay [${dceIds.channel}].html`]: Buffer.from(
      dceHtml(
        messages.map((_each, index) =>
          dceHtmlMessage(index + 1, index === 0 ? { header: dceHtmlHeader } : {}),
        ),
      ),
    ),
    [`Harbour [${telegramIds.marked}]/messages.html`]: Buffer.from(
      telegramHtml(
        messages.map((_each, index) =>
          telegramHtmlMessage(index + 1, { from: "Ada", date: "01.03.2024 13:00:00 UTC+01:00" }),
        ),
      ),
    ),
    "quay.jsonl": Buffer.from(
      [
        {
          backscroll: 1,
          platform: "discord",
          guildId: dceIds.guild,
          guildName: "Harbour",
          guildKind: "server",
          id: dceIds.channel,
          name: "quay",
          kind: "text",
          exportedAt: "2024-05-01T10:00:00.000Z",
        },
        ...messages.map(({ id }) => ({
          id,
          authorId: dceIds.ada,
          kind: "default",
          content: "hm",
          createdAt: "2021-01-01T00:00:00.000Z",
        })),
      ]
        .map((line) => JSON.stringify(line))
        .join("\n"),
    ),
  });

  it("is read whole while it is whole, in every format that is damaged below", async function () {
    for (const [path, whole] of Object.entries(await wholeFiles())) {
      const opened = await openExport(await imports.write({ [path]: whole }));
      try {
        const [file] = opened.files;
        const reader = file && (await detectFormat(file, opened));
        assert.ok(reader, path);
        let found = 0;
        for await (const part of reader.read(file, opened, { named: async () => null })) {
          assert.deepEqual(part.troubles, [], path);
          found += part.messages.length;
        }
        assert.ok(found >= messages.length, `${path}: ${found}`);
      } finally {
        await opened.close();
      }
    }
  });

  it("is read up to the flaw and never ends in anything but words: 540 files", async function () {
    this.timeout(120_000);
    const random = createRandom(20_261_129);
    const ends: Record<string, number> = {};
    for (const [path, whole] of Object.entries(await wholeFiles())) {
      const root = await imports.write({ [path]: whole });
      for (let round = 0; round < 60; round++) {
        await writeFile(join(root, path), damage(whole, random));
        const opened = await openExport(root);
        let end = "read";
        try {
          const [file] = opened.files;
          const reader = file && (await detectFormat(file, opened));
          if (!reader || !file) end = "not known";
          else
            for await (const part of reader.read(file, opened, { named: async () => null }))
              assert.ok(part.messages.every(({ id }) => /^-?\d+$/.test(id)));
        } catch (error) {
          if (!(error instanceof ExportError)) throw error;
          assert.ok(error.place.length > 0 && error.message.endsWith("."), error.message);
          end = error.reason;
        } finally {
          await opened.close();
        }
        ends[end] = (ends[end] ?? 0) + 1;
      }
    }
    assert.ok(
      (ends.truncated ?? 0) > 50 && (ends.malformed ?? 0) > 50 && (ends.read ?? 0) > 20,
      JSON.stringify(ends),
    );
  });

  it("leaves what it has read, counted right, and says which place is at fault", async function () {
    this.timeout(60_000);
    const random = createRandom(7);
    const whole = Buffer.from(dceExport(messages));
    const root = await imports.write({ "quay.json": whole });
    for (let round = 0; round < 12; round++) {
      await writeFile(
        join(root, "quay.json"),
        whole.subarray(0, whole.length - 200 - random(whole.length - 2_000)),
      );
      const { outcome, row } = await imports.run(join(root, "quay.json"));
      assert.equal(outcome.kind, "warning");
      assert.match(
        outcome.kind === "warning" ? outcome.message : "",
        /^quay\.json, byte \d+, line \d+: The file ends in the middle\./,
      );
      const [archive] = await rows(
        "select message_count, (select count(*) from messages) as stored from channels where kind = 'text'",
      );
      assert.equal(archive?.message_count, archive?.stored);
      assert.equal(
        Number(row.messages_read),
        Number(row.messages_saved) + Number(row.messages_known) + Number(row.messages_merged),
      );
    }
    await writeFile(join(root, "quay.json"), whole);
    const { outcome } = await imports.run(join(root, "quay.json"));
    assert.equal(outcome.kind, "completed");
    assert.deepEqual(await rows("select count(*) from messages"), [{ count: "40" }]);
  });

  it("refuses what no export holds: deep nesting, endless texts, no export at all", async function () {
    const refuses = async (content: string | Buffer, pattern: RegExp) => {
      const root = await imports.write({ "quay.json": content });
      await assert.rejects(imports.run(join(root, "quay.json")), pattern);
    };
    await refuses(`{"guild":${"[".repeat(100_000)}`, /nested deeper than 100 levels/);
    await refuses(dceExport([{ ...dceMessage(1), content: "a".repeat(5 * 2 ** 20) }]), /text of more than/);
    await refuses("just some words", /no export of a kind that is known/);
    await refuses(Buffer.alloc(1_000), /no export of a kind that is known/);
    await refuses("", /no export of a kind that is known/);
    assert.deepEqual(await rows("select count(*) from messages"), [{ count: "0" }]);
  });

  describe("in a zip file", function () {
    const zipped = async (fill: (zip: ZipFile) => void): Promise<Buffer> => {
      const zip = new ZipFile();
      fill(zip);
      zip.end();
      const chunks: Buffer[] = [];
      for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    };
    const importZip = async (zip: Buffer) => {
      const root = await imports.write({ "export.zip": zip });
      return imports.run(join(root, "export.zip"));
    };

    it("is read where it lies", async function () {
      const zip = await zipped((to) => to.addBuffer(Buffer.from(dceExport(messages)), "exports/quay.json"));
      assert.equal((await importZip(zip)).row.messages_saved, "40");
    });
    it("refuses bombs, links, names that lead elsewhere and too many files", async function () {
      this.timeout(60_000);
      const bomb = await zipped((to) =>
        to.addBuffer(
          Buffer.concat([Buffer.from('{"guild":"'), Buffer.alloc(30 * 2 ** 20, 0x20)]),
          "bomb.json",
        ),
      );
      assert.ok(bomb.length < 2 ** 20);
      await assert.rejects(importZip(bomb), /bomb\.json unpacks to/);
      const link = await zipped((to) =>
        to.addBuffer(Buffer.from("/etc/passwd"), "a.json", { mode: 0o120777 }),
      );
      await assert.rejects(importZip(link), /a\.json is a link/);
      const plain = await zipped((to) => to.addBuffer(Buffer.from("{}"), "aa/b.json"));
      const climbing = Buffer.from(plain.toString("latin1").replaceAll("aa/b.json", "../b.json"), "latin1");
      await assert.rejects(importZip(climbing), /damaged or refused/);
      const many = await zipped((to) => {
        for (let number = 0; number <= 10_000; number++)
          to.addBuffer(Buffer.alloc(0), `${number}.json`, { compress: false });
      });
      await assert.rejects(importZip(many), /more than 10000 files/);
      await assert.rejects(importZip(plain.subarray(0, 30)), /damaged or refused/);
    });
  });
});
