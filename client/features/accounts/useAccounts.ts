"use client";
/** The accounts, and what an operator does with them. */
import { useTranslations } from "next-intl";
import { useState } from "react";
import { mutate } from "swr";
import type { AccountChangeInput, AccountListView, AccountView } from "../../../core/api/accounts.ts";
import { sendJson } from "../../http/fetchJson.ts";
import { useResource } from "../../http/useResource.ts";
import { notify } from "../../ui/toasts/toasts.ts";

/** Whoever enters a token waits for it to be connected. */
const isMoving = ({ accounts }: AccountListView) =>
  accounts.some(({ enabled, status }) => enabled && status !== "ready");

export const useAccounts = () =>
  useResource<AccountListView>("/bot-config", { poll: "view", isBusy: isMoving });

/** What depends on the accounts is asked for anew: with the first one the demonstration ends. */
export const refreshAfterChange = () =>
  void mutate((key) => typeof key === "string" && /^\/(bot-config|workers|guilds|health)/.test(key));

export interface AccountActions {
  isBusy: boolean;
  /** Failures are told to the user; resolves to whether it worked. */
  change: (change: Partial<AccountChangeInput>, done: string) => Promise<boolean>;
  remove: () => Promise<boolean>;
}

export function useAccountActions(account: AccountView): AccountActions {
  const t = useTranslations("bots");
  const [isBusy, setBusy] = useState(false);
  const act = async (send: () => Promise<unknown>, done: string) => {
    setBusy(true);
    try {
      await send();
      notify.done(done);
      return true;
    } catch (error) {
      notify.failed(t("changeFailed"), error);
      return false;
    } finally {
      setBusy(false);
      refreshAfterChange();
    }
  };
  const path = `/bot-config/${account.id}`;
  return {
    isBusy,
    change: (change, done) => act(() => sendJson(path, change, "PATCH"), done),
    remove: () => act(() => sendJson(path, {}, "DELETE"), t("removed")),
  };
}
