/** What is asked of an account besides reading: logging out, listing its dialogs; and how that went. */
import { z } from "zod";
import type { ErrandView } from "../../api/telegram.ts";
import { getTelegramAccount } from "../../database/telegram/accountSession.ts";
import { askErrand, drawErrandId, type ErrandRecord, findErrand } from "../../database/telegram/errands.ts";
import { AppError } from "../../errors.ts";
import type { Queryable } from "../../postgres/pool.ts";
import type { TelegramDeps } from "./telegramDeps.ts";

/** What a bot process answers to a proxy that was tried. */
const ProxyResult = z.object({ latencyMs: z.number() });

export function toErrandView(errand: ErrandRecord): ErrandView {
  const proxied = ProxyResult.safeParse(errand.result);
  return {
    id: errand.id,
    kind: errand.kind,
    accountId: errand.accountId,
    state: errand.state,
    errorCode: errand.errorCode,
    errorDetail: errand.errorDetail,
    runAt: errand.runAt.toISOString(),
    latencyMs: proxied.success ? proxied.data.latencyMs : null,
  };
}

/** Asks a bot process to log an account out, or to list its dialogs. Throws AppError unknown_account, not_possible. */
export async function askOfAccount(
  { pool }: TelegramDeps,
  accountId: string,
  kind: "log_out" | "list_dialogs",
): Promise<ErrandView> {
  const account = await getTelegramAccount(pool, accountId);
  if (account.isDemo && kind === "log_out")
    throw new AppError("not_possible", "This account belongs to the built-in sandbox.");
  if (!account.hasSession) throw new AppError("not_possible", "This account is logged out: log in first.");
  const id = await drawErrandId(pool);
  return toErrandView(await askErrand(pool, { id, kind, accountId, inputEncrypted: null }));
}

/** Throws AppError not_found. */
export async function getErrand(db: Queryable, errandId: string): Promise<ErrandView> {
  const errand = await findErrand(db, errandId);
  if (!errand) throw new AppError("not_found", `There is no errand ${errandId}.`, { field: "errandId" });
  return toErrandView(errand);
}
