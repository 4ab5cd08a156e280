/** Accounts: tokens are saved, tried and replaced here, and answered nowhere. */
import {
  AccountActionView,
  AccountChangeInput,
  AccountCheckInput,
  AccountCheckView,
  AccountListView,
  NewAccountInput,
} from "../../core/api/accounts.ts";
import { DoneView } from "../../core/api/common.ts";
import {
  addAccount,
  changeAccount,
  checkToken,
  getAccount,
  removeAccount,
} from "../../core/console/accountSettings.ts";
import { listAccounts } from "../../core/database/workers/accountList.ts";
import { hasLivingWorker } from "../../core/database/workers/workers.ts";
import { AppError } from "../../core/errors.ts";
import { toInviteUrl } from "../../core/model/inviteUrl.ts";
import type { AppDeps } from "../deps.ts";
import { AccountParams } from "../params.ts";
import { defineRoute, type Route } from "../route.ts";

/** The routes below /bot-config. */
export function botConfigRoutes(deps: AppDeps): Route[] {
  const { pool, demoMode } = deps;
  return [
    defineRoute({
      method: "get",
      path: "/bot-config",
      access: "session",
      summary: "All accounts and how they stand, never a token.",
      view: AccountListView,
      async handle() {
        const [accounts, hasBot] = await Promise.all([
          listAccounts(pool, { includeDemo: demoMode.isOn }),
          hasLivingWorker(pool, deps.aliveSeconds),
        ]);
        return { body: { accounts, isDemo: demoMode.isOn, hasBot } };
      },
    }),
    defineRoute({
      method: "post",
      path: "/bot-config",
      access: "session",
      summary:
        "Saves an account with its token, encrypted. It is connected at once; the first one ends the demonstration.",
      body: NewAccountInput,
      view: AccountActionView,
      statuses: { 201: "Saved" },
      async handle({ body }) {
        const id = await addAccount(deps, body);
        await demoMode.refresh();
        return { status: 201, body: { account: await getAccount(pool, id, demoMode.isOn) } };
      },
    }),
    defineRoute({
      method: "post",
      path: "/bot-config/test",
      access: "session",
      summary:
        "Has a bot process try a token and says what the platform answers: intents, servers, the invite link.",
      body: AccountCheckInput,
      view: AccountCheckView,
      async handle({ body }) {
        if (!(await hasLivingWorker(pool, deps.aliveSeconds)))
          throw new AppError("no_bot_running", "No bot process is running, so that no token can be tried.");
        const result = await checkToken(deps, body);
        const applicationId = result.outcome === "accepted" ? result.applicationId : null;
        return { body: { result, inviteUrl: applicationId && toInviteUrl(applicationId) } };
      },
    }),
    defineRoute({
      method: "get",
      path: "/bot-config/:accountId",
      access: "session",
      summary: "One account.",
      params: AccountParams,
      view: AccountActionView,
      async handle({ params: { accountId } }) {
        return { body: { account: await getAccount(pool, accountId, demoMode.isOn) } };
      },
    }),
    defineRoute({
      method: "patch",
      path: "/bot-config/:accountId",
      access: "session",
      summary: "Changes an account: name, token, whether it is enabled, whether it is primary.",
      params: AccountParams,
      body: AccountChangeInput,
      view: AccountActionView,
      async handle({ params: { accountId }, body }) {
        await changeAccount(deps, accountId, body);
        return { body: { account: await getAccount(pool, accountId, demoMode.isOn) } };
      },
    }),
    defineRoute({
      method: "delete",
      path: "/bot-config/:accountId",
      access: "session",
      summary: "Removes an account; what it archived stays.",
      params: AccountParams,
      view: DoneView,
      async handle({ params: { accountId } }) {
        await removeAccount(deps, accountId);
        await demoMode.refresh();
        return { body: {} };
      },
    }),
  ];
}
