/** Telegram's logins, proxies and credentials. What is secret goes in and is answered nowhere. */
import { DoneView } from "../../core/api/common.ts";
import {
  CloudPasswordInput,
  CodeInput,
  ErrandActionView,
  LoginActionView,
  type LoginView,
  ProxyChangeInput,
  ProxyTestInput,
  StartLoginInput,
  StartLoginView,
  TelegramApiInput,
  TelegramStateView,
} from "../../core/api/telegram.ts";
import { askOfAccount, getErrand } from "../../core/console/telegram/errands.ts";
import {
  answer,
  cancel,
  describeTelegram,
  getLogin,
  resendCode,
  startLogin,
} from "../../core/console/telegram/logins.ts";
import { changeProxy, testAccountProxy, testProxy } from "../../core/console/telegram/proxies.ts";
import { requireSecrets } from "../../core/console/telegram/telegramDeps.ts";
import { putTelegramApi } from "../../core/database/telegram/telegramApi.ts";
import { hasLivingWorker } from "../../core/database/workers/workers.ts";
import type { AppDeps } from "../deps.ts";
import { AccountParams, ErrandParams, LoginParams } from "../params.ts";
import { defineRoute, type Route } from "../route.ts";

/** The routes below /telegram that are about accounts, and those of one account below /bot-config. */
export function telegramRoutes(deps: AppDeps): Route[] {
  return [...loginRoutes(deps), ...accountRoutes(deps)];
}

function loginRoutes(deps: AppDeps): Route[] {
  const show = async (login: LoginView) => ({
    body: { login, hasBot: await hasLivingWorker(deps.pool, deps.aliveSeconds) },
  });
  return [
    defineRoute({
      method: "get",
      path: "/telegram",
      access: "session",
      summary: "Whether Telegram can be logged in to, and the login that is open.",
      view: TelegramStateView,
      async handle() {
        return { body: await describeTelegram(deps) };
      },
    }),
    defineRoute({
      method: "patch",
      path: "/telegram",
      access: "session",
      summary: "Saves api_id and api_hash, encrypted; those of the environment win over them.",
      body: TelegramApiInput,
      view: TelegramStateView,
      async handle({ body: { apiId, apiHash } }) {
        await putTelegramApi(deps.pool, requireSecrets(deps.secrets), { id: apiId, hash: apiHash });
        return { body: await describeTelegram(deps) };
      },
    }),
    defineRoute({
      method: "post",
      path: "/telegram/logins",
      access: "session",
      summary:
        "Begins a login by phone or QR code, for a new account or one whose session has ended; there is one at a time.",
      body: StartLoginInput,
      view: StartLoginView,
      statuses: { 201: "Begun: a bot process goes on with it.", 200: "A login is open already; this is it." },
      async handle({ body }) {
        const { login, created } = await startLogin(deps, body);
        const { body: shown } = await show(login);
        return { status: created ? 201 : 200, body: { ...shown, created } };
      },
    }),
    defineRoute({
      method: "get",
      path: "/telegram/logins/:loginId",
      access: "session",
      summary: "How a login stands, and what it waits for.",
      params: LoginParams,
      view: LoginActionView,
      async handle({ params: { loginId } }) {
        return show(await getLogin(deps, loginId));
      },
    }),
    defineRoute({
      method: "post",
      path: "/telegram/logins/:loginId/code",
      access: "session",
      summary: "Hands in the code that Telegram sent.",
      params: LoginParams,
      body: CodeInput,
      view: LoginActionView,
      async handle({ params: { loginId }, body: { code } }) {
        return show(await answer(deps, loginId, { kind: "code", text: code }));
      },
    }),
    defineRoute({
      method: "post",
      path: "/telegram/logins/:loginId/password",
      access: "session",
      summary: "Hands in the password of two-step verification.",
      params: LoginParams,
      body: CloudPasswordInput,
      view: LoginActionView,
      async handle({ params: { loginId }, body: { password } }) {
        return show(await answer(deps, loginId, { kind: "password", text: password }));
      },
    }),
    defineRoute({
      method: "post",
      path: "/telegram/logins/:loginId/resend",
      access: "session",
      summary: "Asks Telegram for another code, by the next way it has.",
      params: LoginParams,
      view: LoginActionView,
      async handle({ params: { loginId } }) {
        return show(await resendCode(deps, loginId));
      },
    }),
    defineRoute({
      method: "post",
      path: "/telegram/logins/:loginId/cancel",
      access: "session",
      summary: "Ends a login; what was entered is wiped.",
      params: LoginParams,
      view: LoginActionView,
      async handle({ params: { loginId } }) {
        return show(await cancel(deps, loginId));
      },
    }),
  ];
}

function accountRoutes(deps: AppDeps): Route[] {
  return [
    defineRoute({
      method: "post",
      path: "/bot-config/:accountId/log-out",
      access: "session",
      summary: "Has a bot process log a Telegram account out; the account and what it archived stay.",
      params: AccountParams,
      view: ErrandActionView,
      statuses: { 202: "Asked for: a bot process does it." },
      async handle({ params: { accountId } }) {
        return { status: 202, body: { errand: await askOfAccount(deps, accountId, "log_out") } };
      },
    }),
    defineRoute({
      method: "patch",
      path: "/bot-config/:accountId/proxy",
      access: "session",
      summary: "Sets or removes the proxy of a Telegram account; it is connected anew.",
      params: AccountParams,
      body: ProxyChangeInput,
      view: DoneView,
      async handle({ params: { accountId }, body: { proxy } }) {
        await changeProxy(deps, accountId, proxy);
        return { body: {} };
      },
    }),
    defineRoute({
      method: "post",
      path: "/bot-config/:accountId/proxy/test",
      access: "session",
      summary: "Has a bot process reach Telegram through the proxy of an account.",
      params: AccountParams,
      view: ErrandActionView,
      statuses: { 202: "Asked for: a bot process does it." },
      async handle({ params: { accountId } }) {
        return { status: 202, body: { errand: await testAccountProxy(deps, accountId) } };
      },
    }),
    defineRoute({
      method: "post",
      path: "/telegram/proxy/test",
      access: "session",
      summary: "Has a bot process reach Telegram through a proxy before it is saved, or without any (null).",
      body: ProxyTestInput,
      view: ErrandActionView,
      statuses: { 202: "Asked for: a bot process does it." },
      async handle({ body: { proxy } }) {
        return { status: 202, body: { errand: await testProxy(deps, proxy) } };
      },
    }),
    defineRoute({
      method: "get",
      path: "/telegram/errands/:errandId",
      access: "session",
      summary: "What came of something that was asked of an account.",
      params: ErrandParams,
      view: ErrandActionView,
      async handle({ params: { errandId } }) {
        return { body: { errand: await getErrand(deps.pool, errandId) } };
      },
    }),
  ];
}
