import assert from "node:assert/strict";
import { PermanentError } from "../../../core/queue/errors.ts";
import { useTelegram } from "../../../test/support/telegram.ts";
import { connectTelegram, logIn, makeStore } from "../../../test/support/telegramAccount.ts";
import type { GuildMember } from "../liveFeed.ts";
import type { TelegramSession } from "./session.ts";

describe("listChatMembers", function () {
  this.timeout(60_000);
  const telegram = useTelegram({ messages: 1_000 }, { keep: true });
  let session: TelegramSession | undefined;
  const ids: Record<string, string> = {};
  before("choose all chats", async function () {
    for (const { id, title, readability } of await telegram.control.truth.chats())
      if (readability === "member") ids[title] = id;
    const store = makeStore(Object.values(ids));
    session = await connectTelegram(telegram, { key: await logIn(telegram), store });
  });
  after(async function () {
    await session?.close();
  });

  async function list(title: string): Promise<{ members: GuildMember[]; error: unknown }> {
    const members: GuildMember[] = [];
    try {
      for await (const page of session?.directory.members(ids[title] ?? "", new AbortController().signal) ??
        [])
        members.push(...page);
      return { members, error: null };
    } catch (error) {
      return { members, error };
    }
  }

  it("names everybody in a group once, with names and since when", async function () {
    for (const [title, least] of [
      ["Hiking weekend", 9],
      ["山海茶館", 200],
    ] as const) {
      const { members, error } = await list(title);
      assert.equal(error, null);
      assert.ok(members.length >= least, `${title}: ${members.length}`);
      assert.equal(new Set(members.map(({ author }) => author.id)).size, members.length);
      assert.ok(members.every(({ author }) => author.name !== ""));
      assert.ok(members.filter(({ joinedAt }) => joinedAt !== null).length >= members.length - 1);
    }
  });
  it("does not end a list that names fewer than there are, so that nobody is taken for gone", async function () {
    const { members, error } = await list("Lanternworks"); // of 1,240 Telegram shows some 240
    assert.ok(members.length > 100);
    assert.ok(error instanceof PermanentError);
  });
  it("is refused by a channel, which tells its administrators only", async function () {
    const { members, error } = await list("Lantern News");
    assert.deepEqual(members, []);
    assert.ok(error instanceof PermanentError);
  });
});
