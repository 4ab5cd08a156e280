"use client";
import { Button, Skeleton } from "@mantine/core";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { AccountListView, AccountView } from "../../../core/api/accounts.ts";
import { EmptyState } from "../../ui/common/EmptyState.tsx";
import { LoadFailed } from "../../ui/common/LoadFailed.tsx";
import { PageHeader } from "../../ui/common/PageHeader.tsx";
import { Panel } from "../../ui/common/Panel.tsx";
import classes from "./AccountsPage.module.css";
import { BotCard } from "./BotCard.tsx";
import { TokenDialog } from "./TokenDialog.tsx";
import { TelegramCard } from "./telegram/TelegramCard.tsx";
import { useAccounts } from "./useAccounts.ts";

// Loaded after the page: many have no chats, and most visits open neither dialog.
const ChatsPanel = dynamic(() => import("./telegram/ChatsPanel.tsx").then((module) => module.ChatsPanel), {
  ssr: false,
});
const ChatPicker = dynamic(() => import("./telegram/ChatPicker.tsx").then((module) => module.ChatPicker), {
  ssr: false,
});
const LoginDialog = dynamic(() => import("./telegram/LoginDialog.tsx").then((module) => module.LoginDialog), {
  ssr: false,
});

/** `login` with an account: that one logs in again. */
type Open =
  | { what: "token" }
  | { what: "login"; account?: AccountView }
  | { what: "chats"; accountId: string };

/** Which accounts read for us, bots and people: added, tried, named, switched off and removed here. */
export function AccountsPage() {
  const t = useTranslations("bots");
  const tTelegram = useTranslations("telegram");
  const { data, error, mutate } = useAccounts();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => {
    setOpen(null);
    void mutate(); // the login that was followed may have made an account
  };
  const add = (
    <>
      <Button variant="default" onClick={() => setOpen({ what: "token" })}>
        {t("add")}
      </Button>
      <Button onClick={() => setOpen({ what: "login" })}>{tTelegram("login")}</Button>
    </>
  );
  const content = (list: AccountListView) => (
    <>
      {!list.hasBot && <p className={classes.note}>{t("noBot")}</p>}
      {list.isDemo && <p className={classes.note}>{t("demoNote")}</p>}
      {list.accounts
        .filter(({ telegram }) => telegram?.revokedAt)
        .map((account) => (
          <div key={account.id} className={classes.banner} role="alert">
            <span>{tTelegram("revokedBanner", { name: account.label ?? account.name ?? "" })}</span>
            <Button size="xs" onClick={() => setOpen({ what: "login", account })}>
              {tTelegram("loginAgain")}
            </Button>
          </div>
        ))}
      <Panel>
        {list.accounts.length === 0 ? (
          <EmptyState icon="plug" action={<div className={classes.buttons}>{add}</div>}>
            {t("none")}
          </EmptyState>
        ) : (
          <ul className={classes.list}>
            {list.accounts.map((account) =>
              account.platform === "telegram" ? (
                <TelegramCard
                  key={account.id}
                  account={account}
                  onLogin={() => setOpen({ what: "login", account })}
                  onChooseChats={() => setOpen({ what: "chats", accountId: account.id })}
                />
              ) : (
                <BotCard key={account.id} account={account} />
              ),
            )}
          </ul>
        )}
      </Panel>
      <ChatsPanel />
    </>
  );
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")}>
        {data && data.accounts.length > 0 && <div className={classes.buttons}>{add}</div>}
      </PageHeader>
      <div className={classes.page}>
        {data ? (
          content(data)
        ) : error ? (
          <LoadFailed error={error} retry={() => void mutate()} />
        ) : (
          <Skeleton height={200} radius={12} aria-busy="true" />
        )}
      </div>
      <TokenDialog opened={open?.what === "token"} onClose={close} />
      <LoginDialog
        opened={open?.what === "login"}
        account={open?.what === "login" ? open.account : undefined}
        onClose={close}
        onChooseChats={(accountId) => setOpen({ what: "chats", accountId })}
      />
      <ChatPicker
        opened={open?.what === "chats"}
        account={open?.what === "chats" ? { id: open.accountId } : null}
        onClose={close}
      />
    </>
  );
}
