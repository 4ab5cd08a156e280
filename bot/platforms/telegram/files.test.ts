import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { KnownFile } from "../../../core/database/media/files.ts";
import { useTelegram } from "../../../test/support/telegram.ts";
import { connectTelegram, logIn, makeStore } from "../../../test/support/telegramAccount.ts";
import type { TelegramSession } from "./session.ts";

const never = new AbortController().signal;

describe("TelegramFiles", function () {
  this.timeout(60_000);
  let session: TelegramSession | undefined;
  afterEach("close the session", () => session?.close());
  const telegram = useTelegram({ messages: 1_500 });

  async function open() {
    const chats = await telegram.control.truth.chats();
    const chat = chats.find(({ kind }) => kind === "channel");
    assert.ok(chat);
    session = await connectTelegram(telegram, { key: await logIn(telegram), store: makeStore([chat.id]) });
    const truth = await telegram.control.truth.files(chat.id);
    const byId = new Map(truth.map((file) => [String(file.id), file]));
    const files: KnownFile[] = [];
    for (let before: string | undefined; ; ) {
      const page = await session.historyPage(chat.id, before === undefined ? {} : { before }, never);
      for (const { id, attachments } of page.messages)
        for (const { id: item, url, sizeBytes } of attachments)
          files.push({
            kind: "attachment",
            channelId: chat.id,
            messageId: id,
            item,
            guildId: chat.id,
            url,
            variant: null,
            announcedBytes: sizeBytes,
          });
      before = page.messages.at(-1)?.id;
      if (!page.isFull || before === undefined) break;
    }
    return { session, files, byId };
  }
  async function read(from: TelegramSession, file: KnownFile, fromByte: number): Promise<Buffer> {
    const { body } = await from.files.download(file, fromByte, never);
    const parts: Uint8Array[] = [];
    for await (const part of body) parts.push(part);
    return Buffer.concat(parts);
  }
  const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

  it("reads files whole, wherever they are, and goes on at any byte though their addresses expire", async function () {
    const { session, files, byId } = await open();
    const some = files.slice(0, 25);
    assert.ok(some.length > 5);
    await session.files.prepare(some, never);
    for (const file of some) {
      const truth = byId.get(file.messageId);
      if (!truth) continue;
      const whole = await read(session, file, 0);
      assert.equal(whole.length, truth.sizeBytes);
      assert.equal(sha256(whole), truth.sha256);
    }
    const largest = [...some].sort((a, b) => (b.announcedBytes ?? 0) - (a.announcedBytes ?? 0))[0];
    assert.ok(largest);
    const whole = await read(session, largest, 0);
    await telegram.control.expireReferences({});
    const half = Math.floor(whole.length / 2) + 1;
    assert.ok((await read(session, largest, half)).equals(whole.subarray(half)));
  });
});
