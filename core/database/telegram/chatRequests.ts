/** Chats to be added: people enter names, links and ids; a bot process finds out what they mean. */
import { randomUUID } from "node:crypto";
import type { ChatRequestReason, ChatRequestState } from "../../model/telegram.ts";
import { inTransaction, type Pool, type Queryable } from "../../postgres/pool.ts";
import { chooseChat, type ListedChat, recordChatState, upsertChat } from "./chats.ts";

export interface ChatRequestRecord {
  id: string;
  batchId: string;
  accountId: string | null;
  input: string;
  groupName: string | null;
  priority: number;
  state: ChatRequestState;
  reason: ChatRequestReason | null;
  reasonDetail: string | null;
  guildId: string | null;
  /** Not before: later than now after a flood wait. */
  runAt: Date;
  createdAt: Date;
  endedAt: Date | null;
}

export interface ClaimedChatRequest extends ChatRequestRecord {
  fence: string;
}

export interface ChatRequestClaim {
  id: string;
  fence: string;
}

interface RequestRow {
  id: string;
  batch_id: string;
  account_id: string | null;
  input: string;
  group_name: string | null;
  priority: number;
  state: ChatRequestState;
  reason: ChatRequestReason | null;
  reason_detail: string | null;
  guild_id: string | null;
  run_at: Date;
  created_at: Date;
  ended_at: Date | null;
}
const columns = `
  id, batch_id, account_id, input, group_name, priority, state, reason, reason_detail, guild_id, run_at, created_at,
  ended_at`;
const toRequest = (row: RequestRow): ChatRequestRecord => ({
  id: row.id,
  batchId: row.batch_id,
  accountId: row.account_id,
  input: row.input,
  groupName: row.group_name,
  priority: row.priority,
  state: row.state,
  reason: row.reason,
  reasonDetail: row.reason_detail,
  guildId: row.guild_id,
  runAt: row.run_at,
  createdAt: row.created_at,
  endedAt: row.ended_at,
});

/** Asks for chats, in the order given; those that are asked for already keep their row, in the new batch. */
export async function insertChatRequests(
  db: Queryable,
  batch: {
    inputs: readonly string[];
    accountId: string | null;
    groupName: string | null;
    priority: number;
  },
): Promise<{ batchId: string; requests: ChatRequestRecord[] }> {
  const batchId = randomUUID();
  const { rows } = await db.query<RequestRow>({
    name: "insert-chat-requests",
    text: `
      insert into chat_requests (batch_id, account_id, input, group_name, priority)
      select $1, $2, given.input, $4, $5
      from (select input, min(place) as place from unnest($3::text[]) with ordinality as i (input, place)
            group by input) given
      order by given.place
      on conflict (coalesce(account_id, 0), input) where ended_at is null do update
      set batch_id = excluded.batch_id, group_name = excluded.group_name, priority = excluded.priority
      returning ${columns}`,
    values: [batchId, batch.accountId, batch.inputs, batch.groupName, batch.priority],
  });
  return { batchId, requests: rows.map(toRequest) };
}

/** The requests of a batch, or the newest of all; at most 200. */
export async function listChatRequests(
  db: Queryable,
  filter: { batchId: string | null },
): Promise<ChatRequestRecord[]> {
  const { rows } = await db.query<RequestRow>({
    name: "list-chat-requests",
    text: `
      select ${columns} from chat_requests
      where $1::uuid is null or batch_id = $1
      order by case when $1::uuid is null then -id else id end limit 200`,
    values: [filter.batchId],
  });
  return rows.map(toRequest);
}

/** Calls off what is not over; returns how many that were. */
export async function cancelChatRequests(db: Queryable, batchId: string): Promise<number> {
  const { rowCount } = await db.query({
    name: "cancel-chat-requests",
    text: `
      update chat_requests
      set state = 'cancelled', ended_at = now(), worker_id = null, lease_expires_at = null
      where batch_id = $1 and ended_at is null`,
    values: [batchId],
  });
  return rowCount ?? 0;
}

/**
 * Claims the oldest request that is due and that this process can look up: of an account it holds, or of whichever can.
 * Null when there is none. Concurrent callers never get the same. Requests that are long over are removed.
 */
export async function claimChatRequest(
  db: Queryable,
  claim: { workerId: string; accountIds: readonly string[]; leaseSeconds: number },
): Promise<ClaimedChatRequest | null> {
  if (claim.accountIds.length === 0) return null;
  const { rows } = await db.query<RequestRow & { fence: string }>({
    name: "claim-chat-request",
    text: `
      with pruned as (
        delete from chat_requests where ended_at < now() - interval '30 days'
      ), due as materialized (
        select id from chat_requests
        where ended_at is null and run_at <= now() and coalesce(lease_expires_at <= now(), true)
          and (account_id is null or account_id = any($2::int8[]))
        order by id limit 1
        for update skip locked
      )
      update chat_requests
      set state = 'running', worker_id = $1, fence = fence + 1,
          lease_expires_at = now() + make_interval(secs => $3::float8)
      where id = any (array(select id from due))
      returning ${columns}, fence`,
    values: [claim.workerId, claim.accountIds, claim.leaseSeconds],
  });
  const [row] = rows;
  return row ? { ...toRequest(row), fence: row.fence } : null;
}

/**
 * The chat is found: it becomes a guild, is archived through `accountId` from now on, and takes the group and priority
 * that were asked for. A channel's discussion group, where `linked` tells of it, is added with it. False when the claim
 * is lost.
 */
export async function resolveChatRequest(
  pool: Pool,
  claim: ChatRequestClaim,
  found: { accountId: string; chat: ListedChat; linked: ListedChat | null },
): Promise<boolean> {
  return inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ group_name: string | null; priority: number }>({
      name: "lock-chat-request",
      text: "select group_name, priority from chat_requests where id = $1 and fence = $2 and ended_at is null for update",
      values: [claim.id, claim.fence],
    });
    const [request] = rows;
    if (!request) return false;
    for (const chat of [found.chat, found.linked]) {
      if (!chat) continue;
      await upsertChat(tx, chat);
      await chooseChat(tx, found.accountId, chat.id);
      await recordChatState(tx, chat.id, {
        state: chat.isProtected ? "protected" : "resolved",
        reason: null,
      });
      await tx.query({
        name: "sort-added-chat",
        text: `
          update guilds
          set group_name = coalesce($2, group_name), priority = case $3::int2 when 0 then priority else $3 end
          where id = $1`,
        values: [chat.id, request.group_name, request.priority],
      });
    }
    await tx.query({
      name: "resolve-chat-request",
      text: `
        update chat_requests
        set state = 'resolved', guild_id = $2, reason = null, reason_detail = null, ended_at = now(),
            worker_id = null, lease_expires_at = null
        where id = $1`,
      values: [claim.id, found.chat.id],
    });
    return true;
  });
}

/** The chat cannot be added. False when the claim is lost. */
export async function failChatRequest(
  db: Queryable,
  claim: ChatRequestClaim,
  failure: { reason: ChatRequestReason; detail: string | null },
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "fail-chat-request",
    text: `
      update chat_requests
      set state = 'failed', reason = $3, reason_detail = $4, ended_at = now(), worker_id = null,
          lease_expires_at = null
      where id = $1 and fence = $2 and ended_at is null`,
    values: [claim.id, claim.fence, failure.reason, failure.detail],
  });
  return rowCount === 1;
}

/** Not now: a flood wait, Telegram cannot be reached, or our shutdown (0 seconds). False when the claim is lost. */
export async function postponeChatRequest(
  db: Queryable,
  claim: ChatRequestClaim,
  delay: { seconds: number; reason: ChatRequestReason | null; detail: string | null },
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "postpone-chat-request",
    text: `
      update chat_requests
      set state = 'pending', run_at = now() + make_interval(secs => $3::float8), reason = $4, reason_detail = $5,
          worker_id = null, lease_expires_at = null
      where id = $1 and fence = $2 and ended_at is null`,
    values: [claim.id, claim.fence, delay.seconds, delay.reason, delay.detail],
  });
  return rowCount === 1;
}
