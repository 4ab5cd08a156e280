/** How an account is reached, where it is not connected by its holder. */
import { findAccountProxy, proxyPlace } from "../../../core/database/telegram/accountSession.ts";
import type { Pool } from "../../../core/postgres/pool.ts";
import type { SecretBox } from "../../../core/secrets.ts";
import type { Proxy } from "./link/proxy.ts";
import { parseProxy } from "./platform.ts";

/** The account's proxy; null when it goes directly. Going around it would show Telegram this machine's address. */
export async function openAccountProxy(
  pool: Pool,
  secrets: SecretBox,
  accountId: string,
): Promise<Proxy | null> {
  const sealed = await findAccountProxy(pool, accountId);
  return sealed === null ? null : parseProxy(secrets.open(sealed, proxyPlace(accountId)));
}
