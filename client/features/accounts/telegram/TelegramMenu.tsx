"use client";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { AccountView } from "../../../../core/api/accounts.ts";
import type { MenuEntry } from "../../../ui/menu/entries.ts";
import { MoreMenu } from "../../../ui/menu/MoreMenu.tsx";
import { notify } from "../../../ui/toasts/toasts.ts";
import { RemoveDialog } from "../RemoveDialog.tsx";
import { RenameDialog } from "../RenameDialog.tsx";
import { type AccountActions, refreshAfterChange } from "../useAccounts.ts";
import { runErrand } from "./useTelegram.ts";

const ProxyDialog = dynamic(() => import("./ProxyDialog.tsx").then((module) => module.ProxyDialog), {
  ssr: false,
});

type Open = "rename" | "proxy" | "remove";

/** What can be done with a Telegram account. */
export function TelegramMenu({
  account,
  name,
  actions,
  isLoggedIn,
  onLogin,
}: {
  account: AccountView;
  name: string;
  actions: AccountActions;
  isLoggedIn: boolean;
  onLogin: () => void;
}) {
  const t = useTranslations("bots");
  const tTelegram = useTranslations("telegram");
  const [open, setOpen] = useState<Open | null>(null);
  const [isLeaving, setLeaving] = useState(false);
  const close = () => setOpen(null);
  const logOut = async () => {
    setLeaving(true);
    try {
      const { state, errorCode } = await runErrand(`/bot-config/${account.id}/log-out`);
      if (state === "done") notify.done(tTelegram("loggedOut"));
      else
        notify.failed(tTelegram("logOutFailed"), new Error(tTelegram(`errand_${errorCode ?? "internal"}`)));
    } catch (error) {
      notify.failed(tTelegram("logOutFailed"), error);
    } finally {
      setLeaving(false);
      refreshAfterChange();
    }
  };
  const entries: MenuEntry[] = [
    { kind: "item", key: "rename", text: t("rename"), icon: "settings", onSelect: () => setOpen("rename") },
  ];
  if (!account.isPrimary)
    entries.push({
      kind: "item",
      key: "primary",
      text: t("makePrimary"),
      icon: "spark",
      onSelect: () => void actions.change({ isPrimary: true }, t("primaryDone")),
    });
  entries.push({
    kind: "item",
    key: "proxy",
    text: tTelegram("proxyTitle"),
    icon: "plug",
    onSelect: () => setOpen("proxy"),
  });
  entries.push({
    kind: "item",
    key: "login",
    text: tTelegram("loginAgain"),
    icon: "lock",
    onSelect: onLogin,
  });
  if (isLoggedIn)
    entries.push({
      kind: "item",
      key: "logout",
      text: tTelegram("logOut"),
      icon: "logout",
      onSelect: () => void logOut(),
    });
  entries.push({
    kind: "item",
    key: "remove",
    text: t("remove"),
    icon: "cancel",
    isDangerous: true,
    onSelect: () => setOpen("remove"),
  });
  return (
    <>
      <MoreMenu
        width={220}
        label={t("menu", { name })}
        isBusy={actions.isBusy || isLeaving}
        entries={entries}
      />
      <RenameDialog
        key={`${account.label}`}
        opened={open === "rename"}
        account={account}
        actions={actions}
        onClose={close}
      />
      <ProxyDialog opened={open === "proxy"} account={account} onClose={close} />
      <RemoveDialog opened={open === "remove"} name={name} actions={actions} onClose={close} />
    </>
  );
}
