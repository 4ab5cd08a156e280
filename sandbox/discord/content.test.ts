import assert from "node:assert/strict";
import { type APIApplication, type APIMessage, type REST, Routes } from "discord.js";
import { type Sandbox, startSandbox } from "./server.ts";
import { channelNamed, makeRest } from "./support.test.ts";

const LIMITED_CONTENT = 1 << 19;

describe("the MESSAGE_CONTENT flag over REST", function () {
  let sandbox: Sandbox;
  let rest: REST;

  beforeEach(async function () {
    sandbox = await startSandbox({ messages: 20_000, limits: "off" });
    rest = makeRest(sandbox);
  });
  afterEach(() => sandbox.close());

  const flags = async () => ((await rest.get(Routes.currentApplication())) as APIApplication).flags;
  const page = async (name: string) =>
    (await rest.get(Routes.channelMessages(await channelNamed(sandbox, name)), {
      query: new URLSearchParams({ limit: "100" }),
    })) as APIMessage[];

  it("is told by the application's flags", async function () {
    assert.ok(((await flags()) ?? 0) & LIMITED_CONTENT);
    await sandbox.control.setApplication({ content: false });
    assert.equal(((await flags()) ?? 0) & LIMITED_CONTENT, 0);
  });

  it("empties content, embeds, attachments, components and polls of others when missing", async function () {
    const names = ["general", "builds", "show-and-tell", "announcements"];
    const before = (await Promise.all(names.map(page))).flat();
    const carries = (message: APIMessage) =>
      Boolean(
        message.content ||
          message.embeds.length ||
          message.attachments.length ||
          message.components?.length ||
          message.poll,
      );
    assert.ok(before.filter(carries).length > 300);
    assert.ok(before.some(({ poll }) => poll) || before.some(({ components }) => components?.length));
    await sandbox.control.setApplication({ content: false });
    const after = (await Promise.all(names.map(page))).flat();
    assert.equal(after.filter(carries).length, 0);
    assert.deepEqual(
      after.map(({ id, author, type }) => [id, author.id, type]),
      before.map(({ id, author, type }) => [id, author.id, type]),
    );
  });

  it("leaves the bot's own messages and those that mention it as they are", async function () {
    await sandbox.control.setApplication({ content: false });
    const channelId = await channelNamed(sandbox, "general");
    const own = (await rest.post(Routes.channelMessages(channelId), {
      body: { content: "mine" },
    })) as APIMessage;
    await sandbox.control.postMessages({ channelId, content: `<@${own.author.id}> yours` });
    await sandbox.control.postMessages({ channelId, content: "theirs" });
    const newest = (await page("general")).slice(0, 3).map(({ content }) => content);
    assert.deepEqual(newest, ["", `<@${own.author.id}> yours`, "mine"]);
  });
});
