/** Works telegram_errands: logging out, listing dialogs, trying a proxy. */
import { findStoredSession } from "../../../../core/database/telegram/accountSession.ts";
import { type Dialog, replaceDialogs } from "../../../../core/database/telegram/dialogs.ts";
import {
  type ClaimedErrand,
  claimErrand,
  errandPlace,
  failErrand,
  finishErrand,
  finishLogOut,
  postponeErrand,
} from "../../../../core/database/telegram/errands.ts";
import { tokenPlace } from "../../../../core/database/workers/accountConfig.ts";
import type { ErrandError } from "../../../../core/model/telegram.ts";
import { AccountLostError, SnoozeError } from "../../../../core/queue/errors.ts";
import { openAccountProxy } from "../accountProxy.ts";
import { toChat } from "../chat.ts";
import { firstDc } from "../dataCentres.ts";
import { SessionLostError } from "../errors.ts";
import { Api } from "../gram.ts";
import type { AuthKey } from "../link/envelope.ts";
import { MtprotoLink } from "../link/link.ts";
import { type Proxy, ProxyRefusedError } from "../link/proxy.ts";
import { idOf, markedId } from "../peers.ts";
import { parseProxy } from "../platform.ts";
import type { TelegramSession } from "../session.ts";
import { parseSession } from "../sessionText.ts";
import type { ChoreDeps, HeldTelegram } from "./keepChores.ts";

/** People wait for these. */
const answerWithinMs = 15_000;

/** Works one errand. False when none waits that this process can do. */
export async function runOneErrand(
  deps: ChoreDeps,
  held: readonly HeldTelegram[],
  signal: AbortSignal,
): Promise<boolean> {
  const { pool, workerId, leaseSeconds } = deps;
  const accountIds = held.map(({ accountId }) => accountId);
  const errand = await claimErrand(pool, { workerId, accountIds, leaseSeconds });
  if (!errand) return false;
  const session = held.find(({ accountId }) => accountId === errand.accountId)?.session ?? null;
  try {
    if (errand.kind === "test_proxy") await testProxy(deps, errand, signal);
    else if (errand.kind === "log_out") await logOut(deps, errand, session, signal);
    else if (session) await listDialogs(deps, errand, session, signal);
  } catch (error) {
    await settle(deps, errand, error, signal);
  }
  return true;
}

async function settle(
  { pool }: ChoreDeps,
  errand: ClaimedErrand,
  error: unknown,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return void (await postponeErrand(pool, errand, { seconds: 0, error: null }));
  if (error instanceof SnoozeError) {
    const seconds = Math.ceil((error.until.getTime() - Date.now()) / 1_000);
    return void (await postponeErrand(pool, errand, { seconds, error: "flood" }));
  }
  const detail = error instanceof Error ? error.message : String(error);
  const code: ErrandError =
    error instanceof ProxyRefusedError
      ? "proxy_refused"
      : error instanceof SessionLostError || error instanceof AccountLostError
        ? "session_revoked"
        : "unreachable";
  await failErrand(pool, errand, { error: code, detail });
}

async function testProxy(deps: ChoreDeps, errand: ClaimedErrand, signal: AbortSignal): Promise<void> {
  const sealed = errand.inputEncrypted;
  const proxy =
    sealed === null || !deps.secrets ? null : parseProxy(deps.secrets.open(sealed, errandPlace(errand.id)));
  const startedMs = performance.now();
  await withLink(deps, { dcId: firstDc, key: null, proxy }, (link) =>
    link.send(new Api.help.GetConfig(), signal),
  );
  await finishErrand(deps.pool, errand, { latencyMs: Math.round(performance.now() - startedMs) });
}

/** A session that Telegram does not know any more is logged out already. */
async function logOut(
  deps: ChoreDeps,
  errand: ClaimedErrand,
  session: TelegramSession | null,
  signal: AbortSignal,
): Promise<void> {
  const accountId = errand.accountId ?? "";
  const request = new Api.auth.LogOut();
  try {
    if (session) await session.connection.call(request, { signal, cost: 0 });
    else {
      const { pool, secrets } = deps;
      const stored = await findStoredSession(pool, accountId);
      const key = stored && secrets ? parseSession(secrets.open(stored, tokenPlace(accountId))) : null;
      if (key && secrets) {
        const proxy = await openAccountProxy(pool, secrets, accountId);
        await withLink(deps, { ...key, proxy }, (link) => link.send(request, signal));
      }
    }
  } catch (error) {
    if (!isGone(error)) throw error;
  }
  await finishLogOut(deps.pool, errand, accountId);
}

const isGone = (error: unknown): boolean =>
  error instanceof AccountLostError ||
  (error instanceof Error && /AUTH_KEY|SESSION_REVOKED/.test(error.message));

async function withLink<T>(
  { centres, findApi, log }: ChoreDeps,
  { dcId, key, proxy }: { dcId: number; key: AuthKey | null; proxy: Proxy | null },
  use: (link: MtprotoLink) => Promise<T>,
): Promise<T> {
  const api = await findApi();
  const link = new MtprotoLink({
    dcId,
    address: () => centres.addressOf(dcId),
    proxy,
    trusted: centres.trusted,
    key,
    apiId: api?.id ?? 0,
    deadlineMs: answerWithinMs,
    log,
  });
  try {
    return await use(link);
  } catch (error) {
    throw link.lastError instanceof ProxyRefusedError ? link.lastError : error;
  } finally {
    await link.close();
  }
}

async function listDialogs(
  { pool }: ChoreDeps,
  errand: ClaimedErrand,
  session: TelegramSession,
  signal: AbortSignal,
): Promise<void> {
  const folders = await readFolders(session, signal);
  const dialogs = new Map<string, Dialog>();
  for (const folderId of [0, 1])
    for await (const page of session.chats.dialogPages(signal, folderId))
      for (const dialog of toDialogs(page, folderId === 1, folders)) dialogs.set(dialog.chatId, dialog);
  await replaceDialogs(pool, errand.accountId ?? "", [...dialogs.values()]);
  await finishErrand(pool, errand, { chats: dialogs.size });
}

/** Names of the account's own folders, by the chats that were put into them one by one. */
async function readFolders(
  { connection }: TelegramSession,
  signal: AbortSignal,
): Promise<Map<string, string[]>> {
  const names = new Map<string, string[]>();
  const { filters } = await connection.call(new Api.messages.GetDialogFilters(), { signal });
  for (const filter of filters) {
    if (filter instanceof Api.DialogFilterDefault) continue;
    for (const peer of [...filter.pinnedPeers, ...filter.includePeers]) {
      const id = idOfInput(peer);
      if (id !== null) names.set(id, [...(names.get(id) ?? []), filter.title.text]);
    }
  }
  return names;
}

function idOfInput(peer: Api.TypeInputPeer): string | null {
  if (peer instanceof Api.InputPeerChannel)
    return markedId(new Api.PeerChannel({ channelId: peer.channelId }));
  if (peer instanceof Api.InputPeerChat) return markedId(new Api.PeerChat({ chatId: peer.chatId }));
  return peer instanceof Api.InputPeerUser ? peer.userId.toString() : null;
}

function toDialogs(
  page: Api.messages.Dialogs | Api.messages.DialogsSlice,
  isArchived: boolean,
  folders: ReadonlyMap<string, readonly string[]>,
): Dialog[] {
  const entities = new Map([...page.chats, ...page.users].map((entity) => [idOf(entity), entity] as const));
  return page.dialogs.flatMap((dialog): Dialog[] => {
    if (!(dialog instanceof Api.Dialog)) return [];
    const id = markedId(dialog.peer);
    const entity = entities.get(id);
    const chat = entity ? toChat(entity) : null;
    if (!chat || chat.closed !== null || chat.migratedTo) return [];
    const newest = page.messages.find(
      (one) =>
        !(one instanceof Api.MessageEmpty) &&
        one.id === dialog.topMessage &&
        one.peerId &&
        markedId(one.peerId) === id,
    );
    const sentAt = newest && !(newest instanceof Api.MessageEmpty) ? new Date(newest.date * 1_000) : null;
    return [
      {
        chatId: id,
        kind: chat.kind,
        title: chat.title,
        username: chat.username,
        memberCount: chat.memberCount,
        isProtected: chat.isProtected,
        isArchived,
        folders: folders.get(id) ?? [],
        lastMessageAt: sentAt,
      },
    ];
  });
}
