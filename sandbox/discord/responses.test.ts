import assert from "node:assert/strict";
import { type APIUser, type REST, Routes } from "discord.js";
import { type Sandbox, startSandbox } from "./server.ts";
import { makeRest, rawGet } from "./support.test.ts";

describe("who reacted and voted, over REST", function () {
  let sandbox: Sandbox;
  let rest: REST;
  let [channelId, guildId] = ["", ""];
  beforeEach(async function () {
    sandbox = await startSandbox({ layout: "plain", channels: 1, messages: 200, limits: "off" });
    rest = makeRest(sandbox);
    const [channel] = await sandbox.control.truth.channels();
    [channelId, guildId] = [channel?.id ?? "", channel?.guildId ?? ""];
  });
  afterEach(() => sandbox.close());

  const post = async () =>
    (await sandbox.control.postMessages({ channelId, content: "Tea?" })).messages[0]?.id ?? "";
  const members = (count: number) =>
    Promise.all(
      Array.from({ length: count }, async (_, n) => {
        const { userId } = await sandbox.control.addMember({ guildId, username: `guest-${n}` });
        return userId;
      }),
    );
  const ids = (users: unknown) => (users as APIUser[]).map(({ id }) => id);
  const page = async (route: `/${string}`, query: Record<string, string> = {}) =>
    rest.get(route, { query: new URLSearchParams(query) });
  const codeOf = async (path: string) => {
    const answer = await rawGet(sandbox, path);
    return [answer.status, ((await answer.json()) as { code?: number }).code];
  };

  it("are listed in the order of their ids, a page at a time, super reactions apart", async function () {
    const messageId = await post();
    const people = await members(105);
    for (const [n, userId] of people.entries())
      await sandbox.control.react({ channelId, messageId, emoji: "🧭", userId, burst: n === 3 });
    const route = Routes.channelMessageReaction(channelId, messageId, "🧭");
    const normal = people.filter((_, n) => n !== 3);
    const first = ids(await page(route, { limit: "100" }));
    assert.deepEqual(first, normal.slice(0, 100));
    assert.deepEqual(ids(await page(route, { limit: "100", after: first.at(-1) ?? "" })), normal.slice(100));
    assert.equal(ids(await page(route)).length, 25);
    assert.deepEqual(ids(await page(route, { type: "1" })), [people[3]]);
    await sandbox.control.removeMember({ guildId, userId: people[0] ?? "" });
    assert.equal(ids(await page(route, { limit: "1" }))[0], people[0], "who left stays on the list");
    const truth = await sandbox.control.truth.responses(channelId);
    const own = truth.find((list) => list.messageId === messageId);
    assert.deepEqual(
      own?.people,
      people.map((id, n) => (n === 3 ? `${id}!` : id)),
    );
  });
  it("agree with the counts of every message, and nobody votes twice", async function () {
    for (const { messageId, kind, item, people } of await sandbox.control.truth.responses(channelId)) {
      const route =
        kind === "vote"
          ? Routes.pollAnswerVoters(channelId, messageId, Number(item))
          : Routes.channelMessageReaction(channelId, messageId, item);
      const listed = [
        ...(kind === "vote"
          ? ids(((await page(route, { limit: "100" })) as { users: APIUser[] }).users)
          : ids(await page(route, { limit: "100" }))),
        ...(kind === "vote" ? [] : ids(await page(route, { limit: "100", type: "1" })).map((id) => `${id}!`)),
      ];
      assert.deepEqual(listed.sort(), [...people].sort(), `${messageId} ${kind} ${item}`);
    }
    const { id: messageId } = await sandbox.control.postPoll({
      channelId,
      question: "?",
      answers: ["a", "b"],
    });
    const [voter = ""] = await members(1);
    await sandbox.control.vote({ channelId, messageId, answerId: 1, userId: voter });
    await sandbox.control.vote({ channelId, messageId, answerId: 2, userId: voter });
    const lists = (await sandbox.control.truth.responses(channelId)).filter(
      (list) => list.messageId === messageId,
    );
    assert.deepEqual(
      lists.map(({ item, people }) => [item, people]),
      [["2", [voter]]],
    );
  });
  it("are refused as Discord refuses", async function () {
    const messageId = await post();
    const path = (emoji: string, message = messageId) =>
      `/channels/${channelId}/messages/${message}/reactions/${encodeURIComponent(emoji)}`;
    assert.deepEqual(await codeOf(path("🧭")), [400, 10_014]);
    await sandbox.control.react({ channelId, messageId, emoji: "🧭" });
    assert.deepEqual(await codeOf(path("🧭", "175928847299117063")), [404, 10_008]);
    assert.deepEqual(await codeOf(`${path("🧭")}?limit=101`), [400, 50_035]);
    assert.deepEqual(await codeOf(`${path("🧭")}?type=2`), [400, 50_035]);
    assert.deepEqual(await codeOf(`/channels/${channelId}/polls/${messageId}/answers/1`), [404, 10_008]);
    await sandbox.control.setAccess({ channelId, history: false });
    assert.deepEqual(await codeOf(path("🧭")), [403, 50_013]);
    await sandbox.control.setAccess({ channelId, view: false });
    assert.deepEqual(await codeOf(path("🧭")), [403, 50_001]);
  });
  it("may be asked for five times in five seconds per channel", async function () {
    const messageId = await post();
    await sandbox.control.react({ channelId, messageId, emoji: "🧭" });
    await sandbox.control.setLimits({ enabled: true });
    const path = `/channels/${channelId}/messages/${messageId}/reactions/${encodeURIComponent("🧭")}`;
    const statuses = [];
    for (let n = 0; n < 6; n++) statuses.push((await rawGet(sandbox, path)).status);
    assert.deepEqual(statuses, [200, 200, 200, 200, 200, 429]);
  });
});
