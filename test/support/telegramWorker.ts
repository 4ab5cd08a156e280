/** Plays the bot's part of Telegram's rows without a Telegram: it moves them by the functions the bot uses. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { recordAccess, upsertChannels } from "../../core/database/guilds/directory.ts";
import {
  claimChatRequest,
  failChatRequest,
  resolveChatRequest,
} from "../../core/database/telegram/chatRequests.ts";
import type { ListedChat } from "../../core/database/telegram/chats.ts";
import { completeLogin } from "../../core/database/telegram/completeLogin.ts";
import { type Dialog, replaceDialogs } from "../../core/database/telegram/dialogs.ts";
import { claimErrand, finishErrand, finishLogOut } from "../../core/database/telegram/errands.ts";
import { loginPlace } from "../../core/database/telegram/loginRow.ts";
import {
  claimLogin,
  extendLogin,
  failLogin,
  recordAnswerRefused,
  recordCodeSent,
  recordPasswordNeeded,
  recordQrShown,
  takeAnswer,
} from "../../core/database/telegram/loginWork.ts";
import { recordWorkerAlive } from "../../core/database/workers/workers.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import type { SecretBox } from "../../core/secrets.ts";
import { directoryChannel } from "./factories.ts";

export const scripted = {
  code: "24680",
  password: "a cloud of its own",
  bannedPhone: "+12025550199",
  user: { externalId: "7000001", name: "Alma Reyes", phone: "12025550123", isPremium: true, dc: 2 },
};

/** Chats the scripted account has; `@nobody` and other names are not found. */
export const scriptedChats: ListedChat[] = [
  ["-1001000000001", "channel", "Harbour News", "harbour_news", 12_400, false],
  ["-1001000000002", "supergroup", "Harbour News Discussion", null, 811, false],
  ["-1001000000003", "forum", "Lighthouse Keepers", "lighthouse", 2_304, false],
  ["-1001000000004", "channel", "Members only", null, 95, true],
  ["-4000001", "group", "Weekend walks", null, 9, false],
  ["5000001", "private", "Bela Novak", "bela", null, false],
].map(([id, kind, name, username, memberCount, isProtected]) => ({
  id: String(id),
  kind: kind as ListedChat["kind"],
  name: String(name),
  username: username as string | null,
  memberCount: memberCount as number | null,
  isProtected: isProtected === true,
  linkedChatId: null,
  isDemo: false,
}));

const lease = { workerId: randomUUID(), leaseSeconds: 60 };

/** Works the rows until `stop` aborts. */
export async function playTelegram(pool: Pool, secrets: SecretBox, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    await recordWorkerAlive(pool, {
      id: lease.workerId,
      host: "harbour",
      pid: process.pid,
      processSpace: null,
      version: "1",
      status: "running",
      concurrency: 4,
      runningTasks: 0,
      rssBytes: 0,
    });
    await workLogin(pool, secrets, stop);
    await workErrands(pool);
    await workRequests(pool);
    await sleep(150, undefined, { signal: stop }).catch(() => undefined);
  }
}

async function workLogin(pool: Pool, secrets: SecretBox, stop: AbortSignal): Promise<void> {
  const login = await claimLogin(pool, lease);
  if (!login) return;
  const phone = login.phoneEncrypted && secrets.open(login.phoneEncrypted, loginPlace("phone", login.id));
  if (login.method === "qr")
    await recordQrShown(pool, login, { url: "tg://login?token=AQL0bG9naW4tdG9rZW4", validSeconds: 30 });
  for (let shown = await extendLogin(pool, login, 60); shown && !stop.aborted; ) {
    if (shown.state === "sending_code") {
      if (phone === scripted.bannedPhone)
        await failLogin(pool, login, { error: "phone_banned", detail: "PHONE_NUMBER_BANNED" });
      else
        await recordCodeSent(pool, login, {
          kind: "app",
          length: 5,
          nextKind: "sms",
          resendAfterSeconds: 60,
          workEncrypted: "w",
        });
    }
    // Only in a state that was seen to wait for it: an answer that came since would be taken and forgotten.
    const isChecking = shown.state === "checking_code" || shown.state === "checking_password";
    const sealed = isChecking ? await takeAnswer(pool, login) : null;
    const answer = sealed && secrets.open(sealed, loginPlace("answer", login.id));
    if (answer && shown.state === "checking_code") {
      if (answer === scripted.code)
        await recordPasswordNeeded(pool, login, { hint: "where it rains", workEncrypted: "w" });
      else await recordAnswerRefused(pool, login, { error: "wrong_code", detail: "PHONE_CODE_INVALID" });
    }
    if (answer && shown.state === "checking_password") {
      if (answer === scripted.password)
        await completeLogin(pool, secrets, login, { session: `session ${login.id}`, user: scripted.user });
      else
        await recordAnswerRefused(pool, login, { error: "wrong_password", detail: "PASSWORD_HASH_INVALID" });
    }
    await sleep(150);
    shown = await extendLogin(pool, login, 60);
  }
}

async function accountIds(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>("select id from accounts where platform = 'telegram'");
  return rows.map(({ id }) => id);
}

async function workErrands(pool: Pool): Promise<void> {
  const errand = await claimErrand(pool, { ...lease, accountIds: await accountIds(pool) });
  if (!errand) return;
  if (errand.kind === "log_out") await finishLogOut(pool, errand, errand.accountId ?? "");
  else if (errand.kind === "test_proxy") await finishErrand(pool, errand, { latencyMs: 38 });
  else {
    const dialogs = scriptedChats.map(
      (chat, index): Dialog => ({
        chatId: chat.id,
        kind: chat.kind,
        title: chat.name,
        username: chat.username,
        memberCount: chat.memberCount,
        isProtected: chat.isProtected,
        isArchived: false,
        folders: index < 2 ? ["Harbour"] : [],
        lastMessageAt: new Date(Date.now() - index * 7_200_000),
      }),
    );
    await replaceDialogs(pool, errand.accountId ?? "", dialogs);
    await finishErrand(pool, errand, { chats: dialogs.length });
  }
}

async function workRequests(pool: Pool): Promise<void> {
  const [accountId] = await accountIds(pool);
  if (accountId === undefined) return;
  const request = await claimChatRequest(pool, { ...lease, accountIds: [accountId] });
  if (!request) return;
  const chat = scriptedChats.find(
    ({ id, username }) => id === request.input || `@${username}` === request.input,
  );
  if (!chat) {
    await failChatRequest(pool, request, { reason: "not_found", detail: "USERNAME_NOT_OCCUPIED" });
    return;
  }
  await resolveChatRequest(pool, request, { accountId, chat, linked: null });
  await upsertChannels(pool, [
    directoryChannel({ id: chat.id, guildId: chat.id, kind: "chat", name: chat.name, lastMessageId: "4000" }),
  ]);
  await recordAccess(pool, { accountId, guildId: chat.id, permissions: null, missing: new Map() });
}
