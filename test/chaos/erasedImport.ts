/**
 * An export that holds half of its messages of one person, for an erasure that goes on beside its import: who else is in it must
 * stay whole.
 */
import assert from "node:assert/strict";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Pool } from "../../core/postgres/pool.ts";
import { dceExport, dceIds, dceMessage } from "../support/exports/dce.ts";

export interface ErasedImport {
  /** Of the person, in the export. */
  messages: number;
  /** Asks for the import and returns its task's id. */
  start(): Promise<string>;
  /** How many messages the task has read; its status. */
  stand(taskId: string): Promise<{ read: number; status: string }>;
  /** Fails unless all that others wrote in it stands there as they wrote it, and their file is the only one stored of it. */
  assertOthersAreThere(): Promise<void>;
}

/** Every so many messages carry a file. */
const withFile = 200;

/** Writes the export into `dataDir`. `secret` stands in what the person wrote, and in their name. */
export async function writeErasedImport(
  pool: Pool,
  dataDir: string,
  { person, secret, messages }: { person: string; secret: string; messages: number },
): Promise<ErasedImport> {
  const folder = join(dataDir, "export");
  await mkdir(join(folder, "files"), { recursive: true });
  await writeFile(join(folder, "files", "person.txt"), `${secret} wrote this`);
  await writeFile(join(folder, "files", "others.txt"), "somebody else wrote this");
  const isTheirs = (number: number) => number % 2 === 0;
  const all = Array.from({ length: 2 * messages }, (_each, index) => {
    const number = index + 1;
    const named = { id: person, name: secret, nickname: secret, discriminator: "0", isBot: false };
    return dceMessage(number, {
      ...(isTheirs(number)
        ? { author: named, content: `${secret} says ${number}` }
        : { content: `${number}: hello <@${person}>`, mentions: number % 5 === 0 ? [named] : [] }),
      attachments:
        Math.floor(number / 2) % withFile === 0
          ? [
              {
                id: String(710_000_000_000_000_000n + BigInt(number)),
                url: isTheirs(number) ? "files/person.txt" : "files/others.txt",
                fileName: isTheirs(number) ? `${secret}.txt` : "others.txt",
                fileSizeBytes: 24,
              },
            ]
          : [],
      reactions:
        number % 7 === 0
          ? [
              {
                emoji: { id: "", name: "🫖", code: "teapot", isAnimated: false },
                count: 1,
                users: [named],
              },
            ]
          : [],
    });
  });
  await writeFile(join(folder, "quay.json"), dceExport(all));
  return {
    messages,
    async start() {
      const { rows } = await pool.query<{ id: string }>(
        "insert into import_tasks (source, name) values ($1, 'quay') returning id",
        [join(folder, "quay.json")],
      );
      return rows[0]?.id ?? "";
    },
    async stand(taskId) {
      const { rows } = await pool.query<{ read: string; status: string }>(
        "select messages_read as read, status from import_tasks where id = $1",
        [taskId],
      );
      return { read: Number(rows[0]?.read), status: rows[0]?.status ?? "" };
    },
    async assertOthersAreThere() {
      const { rows } = await pool.query<{ content: string }>(
        "select content from messages where channel_id = $1 order by id",
        [dceIds.channel],
      );
      assert.equal(rows.length, messages);
      for (const [index, { content }] of rows.entries())
        assert.equal(content, `${2 * index + 1}: hello <@0>`);
      const stored = await readdir(join(dataDir, "media"), { recursive: true, withFileTypes: true });
      const { rows: known } = await pool.query<{ name: string }>(
        "select sha256 || '.' || extension as name from media",
      );
      assert.equal(known.length, 1);
      assert.deepEqual(
        stored.filter((entry) => entry.isFile()).map(({ name }) => name),
        known.map(({ name }) => name),
      );
    },
  };
}
