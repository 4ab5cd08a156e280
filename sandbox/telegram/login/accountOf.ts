import type { Core } from "../core.ts";
import type { AuthKey } from "../mtproto/authKeys.ts";
import type { Account } from "../world/model.ts";

/** The account a key is signed in with, or null. */
export function accountOf(core: Core, key: AuthKey): Account | null {
  if (key.accountId === null) return null;
  return core.world.accounts.find(({ user }) => user.id === key.accountId) ?? null;
}
