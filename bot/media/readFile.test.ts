import assert from "node:assert/strict";
import type { KnownFile } from "../../core/database/media/files.ts";
import { type FileDownload, FileMissedError, type FileSource } from "../platforms/fileSource.ts";
import { Bandwidth } from "./limits.ts";
import { readFile } from "./readFile.ts";

const file: KnownFile = {
  kind: "attachment",
  channelId: "1",
  messageId: "2",
  item: "3",
  guildId: "4",
  url: "https://cdn.example.org/x",
  variant: null,
  announcedBytes: 10,
};
const content = Buffer.from("0123456789");

describe("readFile", function () {
  /** Answers each request in turn with what `answers` makes of the asked place; remembers the places. */
  function source(...answers: ((fromByte: number) => FileDownload)[]): FileSource & { asked: number[] } {
    const asked: number[] = [];
    return {
      asked,
      prepare: async () => undefined,
      async download(_file, fromByte) {
        const answer = answers[Math.min(asked.length, answers.length - 1)];
        asked.push(fromByte);
        if (!answer) throw new Error("no answer");
        return answer(fromByte);
      },
    };
  }
  /** `upTo`: where it breaks off. */
  const part =
    (upTo = content.length, { restarts = false, sizeBytes = content.length } = {}) =>
    (fromByte: number): FileDownload => ({
      sizeBytes,
      fromByte: restarts ? 0 : fromByte,
      body: (async function* () {
        yield content.subarray(restarts ? 0 : fromByte, upTo);
        if (upTo < content.length) throw new FileMissedError("interrupted", "It broke off.");
      })(),
    });
  const read = async (from: FileSource, about: Partial<KnownFile> = {}, mostBytes = 100) => {
    const bytes: Uint8Array[] = [];
    const options = { bandwidth: new Bandwidth(0), mostBytes, signal: new AbortController().signal };
    for await (const chunk of readFile(from, { ...file, ...about }, options)) bytes.push(chunk);
    return Buffer.concat(bytes).toString();
  };
  const refuses = (reason: string) => (error: unknown) =>
    error instanceof FileMissedError && error.reason === reason;

  it("goes on where a download broke off", async function () {
    const from = source(part(4), part(7), part());
    assert.equal(await read(from), "0123456789");
    assert.deepEqual(from.asked, [0, 4, 7]);
  });
  it("skips what it has where the platform begins anew", async function () {
    const from = source(part(4), part(10, { restarts: true }));
    assert.equal(await read(from), "0123456789");
  });
  it("gives up on what breaks off again and again at the same place", async function () {
    const from = source(part(4), part(4));
    await assert.rejects(read(from), refuses("interrupted"));
    assert.equal(from.asked.length, 4); // three times more than it should have taken
  });
  it("takes an early end without a word for a broken download", async function () {
    const short = (fromByte: number) => ({
      ...part()(fromByte),
      body: (async function* () {
        if (fromByte === 0) yield content.subarray(0, 5);
      })(),
    });
    await assert.rejects(read(source(short)), refuses("interrupted"));
  });
  it("refuses another length than announced before a byte is read", async function () {
    let isRead = false;
    const other = (): FileDownload => ({
      sizeBytes: 11,
      fromByte: 0,
      body: (async function* () {
        isRead = true;
        yield content;
      })(),
    });
    await assert.rejects(read(source(other)), refuses("wrong_length"));
    assert.equal(isRead, false);
  });
  it("refuses what goes on without end, its length unannounced", async function () {
    const endless = (): FileDownload => ({
      sizeBytes: null,
      fromByte: 0,
      body: (async function* () {
        for (;;) yield content;
      })(),
    });
    await assert.rejects(read(source(endless), { announcedBytes: null }), refuses("too_large"));
  });
  it("refuses a file that became another one meanwhile", async function () {
    const from = source(part(4), part(10, { sizeBytes: 12 }));
    await assert.rejects(read(from, { announcedBytes: null }), refuses("interrupted"));
  });
});
