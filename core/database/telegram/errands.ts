/** Small things asked of a Telegram account: the API asks by a row, a bot process answers in it, people see the answer. */
import type { ErrandError, ErrandKind, ErrandState } from "../../model/telegram.ts";
import { inTransaction, type Pool, type Queryable } from "../../postgres/pool.ts";
import { forgetSession } from "./accountSession.ts";

export interface ErrandRecord {
  id: string;
  kind: ErrandKind;
  accountId: string | null;
  state: ErrandState;
  /** JSON, by kind: `{latencyMs}` of test_proxy, `{chats}` of list_dialogs. Callers parse it. */
  result: unknown;
  errorCode: ErrandError | null;
  errorDetail: string | null;
  /** Not before: later than now after a flood wait. */
  runAt: Date;
  createdAt: Date;
  endedAt: Date | null;
}

/** An errand under a claim; every write repeats the fence. */
export interface ClaimedErrand extends ErrandRecord {
  fence: string;
  /** Of test_proxy: the proxy, sealed at `errandPlace`. */
  inputEncrypted: string | null;
}

export interface ErrandClaim {
  id: string;
  fence: string;
}

/** Where an errand's input is sealed. */
export const errandPlace = (errandId: string): string => `telegram_errands:input_encrypted:${errandId}`;

interface ErrandRow {
  id: string;
  kind: ErrandKind;
  account_id: string | null;
  state: ErrandState;
  result: unknown;
  error_code: ErrandError | null;
  error_detail: string | null;
  run_at: Date;
  created_at: Date;
  ended_at: Date | null;
}
const columns = "id, kind, account_id, state, result, error_code, error_detail, run_at, created_at, ended_at";
const toErrand = (row: ErrandRow): ErrandRecord => ({
  id: row.id,
  kind: row.kind,
  accountId: row.account_id,
  state: row.state,
  result: row.result,
  errorCode: row.error_code,
  errorDetail: row.error_detail,
  runAt: row.run_at,
  createdAt: row.created_at,
  endedAt: row.ended_at,
});

/** Draws the number of an errand, which its input is sealed with. Removes what is long over. */
export async function drawErrandId(db: Queryable): Promise<string> {
  await db.query({
    name: "prune-telegram-errands",
    text: "delete from telegram_errands where coalesce(ended_at, created_at) < now() - interval '1 hour'",
  });
  const { rows } = await db.query<{ id: string }>({
    name: "draw-telegram-errand-id",
    text: "select nextval(pg_get_serial_sequence('telegram_errands', 'id')) as id",
  });
  return rows[0]?.id ?? "";
}

/** Asks for an errand; one that is open already for the same account is answered instead. */
export async function askErrand(
  db: Queryable,
  errand: { id: string; kind: ErrandKind; accountId: string | null; inputEncrypted: string | null },
): Promise<ErrandRecord> {
  const { rows } = await db.query<ErrandRow>({
    name: "ask-telegram-errand",
    text: `
      with asked as (
        insert into telegram_errands (id, kind, account_id, input_encrypted) values ($1, $2, $3, $4)
        on conflict (account_id, kind) where ended_at is null and kind <> 'test_proxy' do nothing
        returning ${columns}
      )
      select ${columns} from asked
      union all
      select ${columns} from telegram_errands
      where account_id = $3 and kind = $2 and ended_at is null and kind <> 'test_proxy'
      limit 1`,
    values: [errand.id, errand.kind, errand.accountId, errand.inputEncrypted],
  });
  const [row] = rows;
  // Two that ask at the same instant: the other's row is not in this statement's snapshot.
  if (!row) return askErrand(db, errand);
  return toErrand(row);
}

/** The errand, or null when it was removed or never was. */
export async function findErrand(db: Queryable, errandId: string): Promise<ErrandRecord | null> {
  const { rows } = await db.query<ErrandRow>({
    name: "find-telegram-errand",
    text: `select ${columns} from telegram_errands where id = $1`,
    values: [errandId],
  });
  return rows[0] ? toErrand(rows[0]) : null;
}

/**
 * Claims the oldest errand that is due and that this process can do, or returns null: those of accounts it holds
 * (`accountIds`), logging out of accounts that nobody holds, and trying proxies. Concurrent callers never get the same.
 */
export async function claimErrand(
  db: Queryable,
  claim: { workerId: string; accountIds: readonly string[]; leaseSeconds: number },
): Promise<ClaimedErrand | null> {
  const { rows } = await db.query<ErrandRow & { fence: string; input_encrypted: string | null }>({
    name: "claim-telegram-errand",
    text: `
      with due as materialized (
        select e.id from telegram_errands e left join accounts a on a.id = e.account_id
        where e.ended_at is null and e.run_at <= now() and coalesce(e.lease_expires_at <= now(), true)
          and (e.kind = 'test_proxy' or e.account_id = any($2::int8[])
            or (e.kind = 'log_out' and coalesce(a.lease_expires_at < now(), true)))
        order by e.id limit 1
        for update of e skip locked
      )
      update telegram_errands
      set state = 'running', worker_id = $1, fence = fence + 1,
          lease_expires_at = now() + make_interval(secs => $3::float8)
      where id = any (array(select id from due))
      returning ${columns}, fence, input_encrypted`,
    values: [claim.workerId, claim.accountIds, claim.leaseSeconds],
  });
  const [row] = rows;
  return row ? { ...toErrand(row), fence: row.fence, inputEncrypted: row.input_encrypted } : null;
}

/** The errand is done. False when the claim is lost. */
export async function finishErrand(db: Queryable, claim: ErrandClaim, result: object): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "finish-telegram-errand",
    text: `
      update telegram_errands
      set state = 'done', result = $3::jsonb, error_code = null, error_detail = null, ended_at = now(),
          input_encrypted = null, worker_id = null, lease_expires_at = null
      where id = $1 and fence = $2 and ended_at is null`,
    values: [claim.id, claim.fence, JSON.stringify(result)],
  });
  return rowCount === 1;
}

/** The session has ended at Telegram: it is forgotten here in the same transaction. False when the claim is lost. */
export async function finishLogOut(pool: Pool, claim: ErrandClaim, accountId: string): Promise<boolean> {
  return inTransaction(pool, async (tx) => {
    if (!(await finishErrand(tx, claim, {}))) return false;
    await forgetSession(tx, accountId);
    return true;
  });
}

/** The errand cannot be done. False when the claim is lost. */
export async function failErrand(
  db: Queryable,
  claim: ErrandClaim,
  failure: { error: ErrandError; detail: string | null },
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "fail-telegram-errand",
    text: `
      update telegram_errands
      set state = 'failed', error_code = $3, error_detail = $4, ended_at = now(), input_encrypted = null,
          worker_id = null, lease_expires_at = null
      where id = $1 and fence = $2 and ended_at is null`,
    values: [claim.id, claim.fence, failure.error, failure.detail],
  });
  return rowCount === 1;
}

/** Not now: a flood wait, or our shutdown (0 seconds). False when the claim is lost. */
export async function postponeErrand(
  db: Queryable,
  claim: ErrandClaim,
  delay: { seconds: number; error: ErrandError | null },
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "postpone-telegram-errand",
    text: `
      update telegram_errands
      set state = 'pending', run_at = now() + make_interval(secs => $3::float8), error_code = $4,
          worker_id = null, lease_expires_at = null
      where id = $1 and fence = $2 and ended_at is null`,
    values: [claim.id, claim.fence, delay.seconds, delay.error],
  });
  return rowCount === 1;
}
