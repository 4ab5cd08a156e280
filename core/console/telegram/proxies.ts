/** Proxies of Telegram accounts: sealed whole, shown without what is secret of them. */
import type { ErrandView, ProxyInput } from "../../api/telegram.ts";
import {
  findAccountProxy,
  getTelegramAccount,
  proxyPlace,
  setAccountProxy,
} from "../../database/telegram/accountSession.ts";
import { askErrand, drawErrandId, errandPlace } from "../../database/telegram/errands.ts";
import { inTransaction } from "../../postgres/pool.ts";
import { toErrandView } from "./errands.ts";
import { requireSecrets, type TelegramDeps } from "./telegramDeps.ts";

/** Kind, host and port: nothing secret. Pure. */
export function showProxy({ kind, host, port }: ProxyInput): string {
  return `${kind} ${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Sets or removes the proxy of an account; a bot process connects it anew. Throws AppError unknown_account. */
export async function changeProxy(
  { pool, secrets }: TelegramDeps,
  accountId: string,
  proxy: ProxyInput | null,
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await getTelegramAccount(tx, accountId);
    await setAccountProxy(
      tx,
      accountId,
      proxy && {
        encrypted: requireSecrets(secrets).seal(JSON.stringify(proxy), proxyPlace(accountId)),
        shown: showProxy(proxy),
      },
    );
  });
}

/** Has a bot process reach Telegram through a proxy that need not be saved, or (null) without any. */
export async function testProxy(
  { pool, secrets }: TelegramDeps,
  proxy: ProxyInput | null,
): Promise<ErrandView> {
  const id = await drawErrandId(pool);
  const inputEncrypted = proxy && requireSecrets(secrets).seal(JSON.stringify(proxy), errandPlace(id));
  return toErrandView(await askErrand(pool, { id, kind: "test_proxy", accountId: null, inputEncrypted }));
}

/** Has a bot process reach Telegram through the proxy an account has. */
export async function testAccountProxy(
  { pool, secrets }: TelegramDeps,
  accountId: string,
): Promise<ErrandView> {
  await getTelegramAccount(pool, accountId);
  const saved = await findAccountProxy(pool, accountId);
  const box = requireSecrets(secrets);
  const id = await drawErrandId(pool);
  const inputEncrypted = saved && box.seal(box.open(saved, proxyPlace(accountId)), errandPlace(id));
  return toErrandView(await askErrand(pool, { id, kind: "test_proxy", accountId: null, inputEncrypted }));
}
