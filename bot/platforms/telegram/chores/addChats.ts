/** Works chat_requests: finds out what is meant, joins where an invite link asks for it, and makes it a guild. */
import {
  type ClaimedChatRequest,
  claimChatRequest,
  failChatRequest,
  postponeChatRequest,
  resolveChatRequest,
} from "../../../../core/database/telegram/chatRequests.ts";
import { AccountLostError, PermanentError, SnoozeError } from "../../../../core/queue/errors.ts";
import { ChatRefusedError, findChat } from "./findChat.ts";
import type { ChoreDeps, HeldTelegram } from "./keepChores.ts";
import { readFullChat, toListed } from "./listChat.ts";

/** How long something that cannot be reached is left alone. */
const retrySeconds = 15;

/** Works one request. False when none waits that an account of ours can look up. */
export async function addOneChat(
  deps: ChoreDeps,
  held: readonly HeldTelegram[],
  signal: AbortSignal,
): Promise<boolean> {
  const { pool, workerId, leaseSeconds } = deps;
  const accountIds = held.map(({ accountId }) => accountId);
  const request = await claimChatRequest(pool, { workerId, accountIds, leaseSeconds });
  if (!request) return false;
  const account = held.find(({ accountId }) => accountId === request.accountId) ?? held[0];
  if (!account) return false;
  try {
    await add(deps, account, request, signal);
  } catch (error) {
    await settle(deps, request, error, signal);
  }
  return true;
}

async function add(
  { pool, syncComments, log }: ChoreDeps,
  { accountId, session, isDemo }: HeldTelegram,
  request: ClaimedChatRequest,
  signal: AbortSignal,
): Promise<void> {
  const chat = await findChat(session, request.input, signal);
  const full = await readFullChat(session, chat, { isDemo, signal });
  // Comments on a channel's posts are messages of its discussion group.
  const isDiscussion = syncComments && chat.kind === "channel" && full.linked?.closed === null;
  const linked = isDiscussion && full.linked ? toListed(full.linked, chat.id, isDemo) : null;
  if (await resolveChatRequest(pool, request, { accountId, chat: full.chat, linked }))
    log.info({ code: "telegram.chat_added", guildId: chat.id, accountId }, "a chat was added");
}

async function settle(
  { pool, log }: ChoreDeps,
  request: ClaimedChatRequest,
  error: unknown,
  signal: AbortSignal,
): Promise<void> {
  const detail = error instanceof Error ? error.message : String(error);
  const postpone = (seconds: number, reason: "flood" | "unreachable" | null) =>
    postponeChatRequest(pool, request, { seconds, reason, detail: reason && detail });
  if (signal.aborted || error instanceof AccountLostError) await postpone(0, null);
  else if (error instanceof SnoozeError)
    await postpone(Math.ceil((error.until.getTime() - Date.now()) / 1_000), "flood");
  else if (error instanceof ChatRefusedError)
    await failChatRequest(pool, request, { reason: error.reason, detail: causeOf(error) });
  else if (error instanceof PermanentError)
    await failChatRequest(pool, request, { reason: "internal", detail });
  else {
    log.warn(
      { code: "telegram.chat_not_added", requestId: request.id, error },
      "a chat could not be looked up yet",
    );
    await postpone(retrySeconds, "unreachable");
  }
}

const causeOf = ({ cause }: Error): string | null => (cause instanceof Error ? cause.message : null);
