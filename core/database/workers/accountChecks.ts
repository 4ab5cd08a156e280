/** Tokens that are tried before they are saved: the API asks by a row, a bot answers in it. */
import { AccountCheckResult } from "../../api/accounts.ts";
import type { Platform } from "../../model/platform.ts";
import type { Queryable } from "../../postgres/pool.ts";

/** A token to be tried. */
export interface AccountCheck {
  id: string;
  platform: Platform;
  tokenEncrypted: string;
}

/** Where a token to be tried is sealed. */
export const checkPlace = (checkId: string): string => `account_checks:token_encrypted:${checkId}`;

/** Draws the number of a check, which its token is sealed with. Removes what nobody came back for. */
export async function drawCheckId(db: Queryable): Promise<string> {
  await db.query({
    name: "prune-account-checks",
    text: "delete from account_checks where created_at < now() - interval '1 minute'",
  });
  const { rows } = await db.query<{ id: string }>({
    name: "draw-account-check-id",
    text: "select nextval(pg_get_serial_sequence('account_checks', 'id')) as id",
  });
  return rows[0]?.id ?? "";
}

/** Asks the bots to try a token. */
export async function insertCheck(db: Queryable, check: AccountCheck): Promise<void> {
  await db.query({
    name: "insert-account-check",
    text: "insert into account_checks (id, platform, token_encrypted) values ($1, $2, $3)",
    values: [check.id, check.platform, check.tokenEncrypted],
  });
}

/** Takes the oldest token that waits, or returns null. Concurrent callers never get the same one. */
export async function takeCheck(db: Queryable, workerId: string): Promise<AccountCheck | null> {
  const { rows } = await db.query<{ id: string; platform: Platform; token_encrypted: string }>({
    name: "take-account-check",
    text: `
      with oldest as materialized (
        select id from account_checks
        where worker_id is null and token_encrypted is not null and created_at > now() - interval '1 minute'
        order by id limit 1
        for update skip locked
      )
      update account_checks set worker_id = $1
      where id = any (array(select id from oldest))
      returning id, platform, token_encrypted`,
    values: [workerId],
  });
  const [row] = rows;
  return row ? { id: row.id, platform: row.platform, tokenEncrypted: row.token_encrypted } : null;
}

/** Writes the answer and forgets the token. */
export async function answerCheck(db: Queryable, checkId: string, result: AccountCheckResult): Promise<void> {
  await db.query({
    name: "answer-account-check",
    text: "update account_checks set result = $2, token_encrypted = null where id = $1",
    values: [checkId, JSON.stringify(result)],
  });
}

/** The answer, or null while there is none. */
export async function findCheckResult(db: Queryable, checkId: string): Promise<AccountCheckResult | null> {
  const { rows } = await db.query<{ result: unknown }>({
    name: "find-account-check-result",
    text: "select result from account_checks where id = $1",
    values: [checkId],
  });
  const result = rows[0]?.result ?? null;
  return result === null ? null : AccountCheckResult.parse(result);
}

/** Removes a check, answered or not. */
export async function deleteCheck(db: Queryable, checkId: string): Promise<void> {
  await db.query({
    name: "delete-account-check",
    text: "delete from account_checks where id = $1",
    values: [checkId],
  });
}
