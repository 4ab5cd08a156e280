import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { useTestDatabase } from "../../../test/support/database.ts";
import { createSecretBox } from "../../secrets.ts";
import { updateGuildSorting } from "../guilds/sorting.ts";
import {
  cancelChatRequests,
  claimChatRequest,
  failChatRequest,
  insertChatRequests,
  listChatRequests,
  postponeChatRequest,
  resolveChatRequest,
} from "./chatRequests.ts";
import {
  chooseFirstSeen,
  dropChat,
  findChatsToCheck,
  findChosenChats,
  type ListedChat,
  recordChatState,
  recordMigration,
} from "./chats.ts";
import { type Dialog, listDialogs, replaceDialogs, upsertDialogs } from "./dialogs.ts";
import {
  askErrand,
  claimErrand,
  drawErrandId,
  failErrand,
  findErrand,
  finishErrand,
  finishLogOut,
  postponeErrand,
} from "./errands.ts";
import { findTelegramApi, putTelegramApi } from "./telegramApi.ts";

const workerId = randomUUID();
const listedChat = (chat: Partial<ListedChat> = {}): ListedChat => ({
  id: "-1001000000001",
  kind: "channel",
  name: "News",
  username: "news",
  memberCount: 12,
  isProtected: false,
  linkedChatId: null,
  isDemo: false,
  ...chat,
});

describe("chats of Telegram", function () {
  const database = useTestDatabase();
  let accountId: string;
  beforeEach("make an account", async function () {
    accountId = await makeAccount();
  });
  const makeAccount = async () => {
    const { rows } = await database.pool.query<{ id: string }>(
      `insert into accounts (platform, token_fingerprint, token_encrypted)
       values ('telegram', gen_random_uuid()::text, 'sealed') returning id`,
    );
    return rows[0]?.id ?? "";
  };
  const ask = (inputs: string[], more: { groupName?: string; priority?: number } = {}) =>
    insertChatRequests(database.pool, { inputs, accountId, groupName: null, priority: 0, ...more });
  const claim = async () => {
    const request = await claimChatRequest(database.pool, {
      workerId,
      accountIds: [accountId],
      leaseSeconds: 60,
    });
    assert.ok(request);
    return request;
  };
  const guild = async (id: string) => {
    const { rows } = await database.pool.query<Record<string, unknown>>(
      "select * from guilds where id = $1",
      [id],
    );
    return rows[0] ?? {};
  };
  const resolve = async (chat: ListedChat, linked: ListedChat | null = null) => {
    await ask([chat.id]);
    return resolveChatRequest(database.pool, await claim(), { accountId, chat, linked });
  };

  describe("chooseFirstSeen", function () {
    it("chooses chats that are seen for the first time, and leaves alone what somebody dropped", async function () {
      const [news, talk] = [listedChat(), listedChat({ id: "-1001000000002", kind: "supergroup" })];
      await chooseFirstSeen(database.pool, accountId, [news]);
      assert.deepEqual(await findChosenChats(database.pool, accountId), [news.id]);
      assert.equal((await guild(news.id))?.chat_state, "resolved");
      await dropChat(database.pool, news.id);
      await chooseFirstSeen(database.pool, accountId, [news, talk]);
      assert.deepEqual(await findChosenChats(database.pool, accountId), [talk.id]);
    });
  });

  describe("chatRequests", function () {
    it("become guilds with their discussion group, chosen for the account, under the group asked for", async function () {
      const { batchId } = await ask(["@news"], { groupName: "Press", priority: 7 });
      const discussion = listedChat({ id: "-1001000000002", kind: "supergroup", name: "News talk" });
      assert.ok(
        await resolveChatRequest(database.pool, await claim(), {
          accountId,
          chat: listedChat({ linkedChatId: discussion.id, isProtected: true }),
          linked: discussion,
        }),
      );
      const [request] = await listChatRequests(database.pool, { batchId });
      assert.deepEqual([request?.state, request?.guildId], ["resolved", "-1001000000001"]);
      const { group_name, priority, chat_state, linked_chat_id } = await guild("-1001000000001");
      assert.deepEqual(
        [group_name, priority, chat_state, linked_chat_id],
        ["Press", 7, "protected", "-1001000000002"],
      );
      assert.deepEqual(await findChosenChats(database.pool, accountId), ["-1001000000002", "-1001000000001"]);
    });
    it("that are asked for again while open keep one row, in the newer batch", async function () {
      const first = await ask(["@news", "@news", "@other"]);
      const second = await ask(["@news"]);
      assert.deepEqual(
        first.requests.map(({ input }) => input),
        ["@news", "@other"],
      );
      assert.equal(second.requests[0]?.id, first.requests[0]?.id);
      assert.equal((await listChatRequests(database.pool, { batchId: second.batchId })).length, 1);
    });
    it("are given to one process at a time, of accounts it holds, in their order", async function () {
      await ask(["@one", "@two"]);
      const claims = await Promise.all(
        [1, 2, 3].map(() =>
          claimChatRequest(database.pool, { workerId, accountIds: [accountId], leaseSeconds: 60 }),
        ),
      );
      assert.deepEqual(claims.flatMap((request) => request?.input ?? []).sort(), ["@one", "@two"]);
      const other = { workerId, accountIds: ["999"], leaseSeconds: 60 };
      await ask(["@three"]);
      assert.equal(await claimChatRequest(database.pool, other), null);
    });
    it("wait out a flood, fail with a reason, and can be called off", async function () {
      const { batchId } = await ask(["@one", "@two", "@three"]);
      const first = await claim();
      const flood = { seconds: 60, reason: "flood", detail: "FLOOD_WAIT_60" } as const;
      assert.ok(await postponeChatRequest(database.pool, first, flood));
      const second = await claim();
      assert.ok(await failChatRequest(database.pool, second, { reason: "not_found", detail: null }));
      assert.equal(await cancelChatRequests(database.pool, batchId), 2);
      const states = (await listChatRequests(database.pool, { batchId })).map(({ state }) => state);
      assert.deepEqual(states, ["cancelled", "failed", "cancelled"]);
      const found = { accountId, chat: listedChat(), linked: null };
      assert.equal(await resolveChatRequest(database.pool, first, found), false);
    });
  });

  describe("recordChatState", function () {
    it("calls a chat recovered that was inaccessible, and moves its time only with its state", async function () {
      const chat = listedChat();
      await resolve(chat);
      const record = async (state: "resolved" | "inaccessible", reason: string | null = null) => {
        await recordChatState(database.pool, chat.id, { state, reason });
        const { chat_state, chat_state_reason, chat_state_at } = await guild(chat.id);
        return { state: [chat_state, chat_state_reason], at: chat_state_at };
      };
      assert.deepEqual((await record("inaccessible", "CHANNEL_PRIVATE")).state, [
        "inaccessible",
        "CHANNEL_PRIVATE",
      ]);
      const recovered = await record("resolved");
      assert.deepEqual(recovered.state, ["recovered", null]);
      assert.deepEqual(await record("resolved"), recovered);
      await database.pool.query("update guilds set chat_state_at = now() - interval '2 days'");
      assert.deepEqual((await record("resolved")).state, ["resolved", null]);
    });
    it("is due again for chats that were looked at longest ago", async function () {
      await resolve(listedChat());
      const due = (ageSeconds: number) =>
        findChatsToCheck(database.pool, accountId, { ageSeconds, limit: 10 });
      assert.deepEqual(await due(60), []);
      await database.pool.query("update guilds set chat_checked_at = now() - interval '2 min'");
      assert.deepEqual(await due(60), ["-1001000000001"]);
    });
  });

  describe("recordMigration", function () {
    it("lets the supergroup follow the basic group, with what operators said of it", async function () {
      await resolve(listedChat({ id: "-4001", kind: "group" }));
      await updateGuildSorting(database.pool, "-4001", { groupName: "Team", priority: 5 });
      await recordMigration(database.pool, "-4001", listedChat({ kind: "supergroup" }));
      assert.equal((await guild("-4001")).migrated_to, "-1001000000001");
      const { group_name, priority } = await guild("-1001000000001");
      assert.deepEqual([group_name, priority], ["Team", 5]);
      assert.deepEqual(await findChosenChats(database.pool, accountId), ["-1001000000001", "-4001"]);
      assert.ok(await dropChat(database.pool, "-4001"));
      assert.deepEqual(await findChosenChats(database.pool, accountId), ["-1001000000001"]);
    });
  });

  describe("dialogs", function () {
    const dialog = (chatId: string, more: Partial<Dialog> = {}): Dialog => ({
      chatId,
      kind: "supergroup",
      title: `Chat ${chatId}`,
      username: null,
      memberCount: 3,
      isProtected: false,
      isArchived: false,
      folders: ["Work"],
      lastMessageAt: new Date("2024-05-01T00:00:00Z"),
      ...more,
    });
    it("are replaced by a listing of all, the liveliest first, those already added marked", async function () {
      await resolve(listedChat());
      await replaceDialogs(database.pool, accountId, [dialog("-1001000000001"), dialog("5")]);
      await replaceDialogs(database.pool, accountId, [
        dialog("-1001000000001"),
        dialog("-7", { lastMessageAt: new Date("2025-01-01T00:00:00Z"), title: "Nul\u0000 byte" }),
        dialog("8", { lastMessageAt: null }),
      ]);
      const { dialogs, listedAt } = await listDialogs(database.pool, accountId);
      assert.deepEqual(
        dialogs.map(({ chatId, isAdded }) => [chatId, isAdded]),
        [
          ["-7", false],
          ["-1001000000001", true],
          ["8", false],
        ],
      );
      assert.ok(listedAt);
    });
    it("keep what a later, smaller word of one does not say", async function () {
      await replaceDialogs(database.pool, accountId, [dialog("-7")]);
      await upsertDialogs(database.pool, accountId, [
        dialog("-7", { memberCount: null, lastMessageAt: null }),
      ]);
      const { dialogs } = await listDialogs(database.pool, accountId);
      assert.deepEqual(
        [dialogs[0]?.memberCount, dialogs[0]?.lastMessageAt?.toISOString()],
        [3, "2024-05-01T00:00:00.000Z"],
      );
    });
  });

  describe("errands", function () {
    const askFor = async (kind: "log_out" | "list_dialogs" | "test_proxy", of: string | null = accountId) =>
      askErrand(database.pool, {
        id: await drawErrandId(database.pool),
        kind,
        accountId: of,
        inputEncrypted: kind === "test_proxy" ? "sealed" : null,
      });
    const claimOf = (accountIds: string[]) =>
      claimErrand(database.pool, { workerId, accountIds, leaseSeconds: 60 });
    it("that are asked for twice are done once, and answered in their row", async function () {
      const [first, second] = await Promise.all([askFor("list_dialogs"), askFor("list_dialogs")]);
      assert.equal(first.id, second.id);
      assert.equal(await claimOf([]), null);
      const claimed = await claimOf([accountId]);
      assert.ok(claimed);
      assert.ok(await finishErrand(database.pool, claimed, { chats: 3 }));
      assert.equal(await finishErrand(database.pool, claimed, {}), false);
      assert.deepEqual((await findErrand(database.pool, first.id))?.result, { chats: 3 });
      assert.notEqual((await askFor("list_dialogs")).id, first.id);
    });
    it("of a proxy are anybody's, and its secret is gone with the answer", async function () {
      await askFor("test_proxy", null);
      const claimed = await claimOf([]);
      assert.equal(claimed?.inputEncrypted, "sealed");
      assert.ok(claimed);
      await failErrand(database.pool, claimed, { error: "proxy_refused", detail: "SOCKS5: 2" });
      const { rows } = await database.pool.query("select input_encrypted, error_code from telegram_errands");
      assert.deepEqual(rows, [{ input_encrypted: null, error_code: "proxy_refused" }]);
    });
    it("of logging out are for who holds the account, or anybody when nobody does, and forget the session", async function () {
      await database.pool.query(
        "update accounts set worker_id = $1, lease_expires_at = now() + interval '1 min'",
        [randomUUID()],
      );
      await askFor("log_out");
      assert.equal(await claimOf([]), null);
      await database.pool.query("update accounts set lease_expires_at = now() - interval '1 s'");
      const claimed = await claimOf([]);
      assert.ok(claimed);
      await postponeErrand(database.pool, claimed, { seconds: 0, error: null });
      const again = await claimOf([accountId]);
      assert.ok(again);
      assert.equal(await finishLogOut(database.pool, claimed, accountId), false);
      assert.ok(await finishLogOut(database.pool, again, accountId));
      const { rows } = await database.pool.query<Record<string, unknown>>("select * from accounts");
      assert.equal(rows[0]?.token_encrypted, null);
      assert.ok(rows[0]?.logged_out_at);
    });
  });

  describe("telegramApi", function () {
    it("is saved sealed, and opens with the same key only", async function () {
      const secrets = createSecretBox(randomBytes(32).toString("base64"));
      const api = { id: 12345, hash: "0123456789abcdef0123456789abcdef" };
      assert.equal(await findTelegramApi(database.pool, secrets), null);
      await putTelegramApi(database.pool, secrets, api);
      assert.deepEqual(await findTelegramApi(database.pool, secrets), api);
      const { rows } = await database.pool.query("select value from settings");
      assert.ok(!JSON.stringify(rows).includes(api.hash));
      assert.equal(
        await findTelegramApi(database.pool, createSecretBox(randomBytes(32).toString("base64"))),
        null,
      );
    });
  });
});
