/** The accounts this process holds; the pulse keeps their leases. */
import type { Logger } from "../../core/log.ts";
import type { AccountKeeper } from "../accounts/keeper.ts";
import type { Service } from "./service.ts";

export function accountsService(keeper: AccountKeeper, log: Logger): Service {
  return {
    name: "accounts",
    start: () => undefined,
    async stop() {
      await keeper
        .close()
        .catch((error: unknown) =>
          log.warn(
            { code: "account.release_failed", error },
            "accounts not given back; their leases run out",
          ),
        );
    },
  };
}
