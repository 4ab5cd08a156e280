"use client";
import { Button, Switch } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { AccountView } from "../../../../core/api/accounts.ts";
import { Ago } from "../../../ui/common/Ago.tsx";
import { Monogram } from "../../../ui/common/Monogram.tsx";
import { Pill, type PillLook } from "../../../ui/common/Pill.tsx";
import { AccountHeading } from "../AccountHeading.tsx";
import classes from "../BotCard.module.css";
import { HolderLine } from "../HolderLine.tsx";
import { useAccountActions } from "../useAccounts.ts";
import { TelegramMenu } from "./TelegramMenu.tsx";

type Shown = AccountView["status"] | "disabled" | "revoked" | "logged_out";
const looks: Record<Shown, PillLook> = {
  ready: { icon: "done", tone: "ok" },
  connecting: { icon: "retry", tone: "accent" },
  offline: { icon: "plug", tone: "mute" },
  refused: { icon: "error", tone: "bad" },
  disabled: { icon: "pause", tone: "mute" },
  revoked: { icon: "error", tone: "bad" },
  logged_out: { icon: "logout", tone: "mute" },
};

function shownStatus({ telegram, enabled, status }: AccountView): Shown {
  if (telegram?.loggedOutAt) return "logged_out";
  if (telegram?.revokedAt) return "revoked";
  return enabled ? status : "disabled";
}

/** A Telegram account: how it stands, and what can be done with it. */
export function TelegramCard({
  account,
  onLogin,
  onChooseChats,
}: {
  account: AccountView;
  onLogin: () => void;
  onChooseChats: () => void;
}) {
  const t = useTranslations("bots");
  const tTelegram = useTranslations("telegram");
  const actions = useAccountActions(account);
  const { telegram } = account;
  const name = account.label ?? account.name ?? t("unnamed");
  const status = shownStatus(account);
  const needsLogin = status === "revoked" || status === "logged_out";
  return (
    <li className={classes.card} data-account={account.id} data-status={status}>
      <Monogram id={account.externalId ?? account.id} name={name} size={36} />
      <div className={classes.words}>
        <AccountHeading account={account}>
          <Pill look={looks[status]}>
            {status === "revoked" || status === "logged_out"
              ? tTelegram(`status_${status}`)
              : t(`status_${status}`)}
          </Pill>
        </AccountHeading>
        <p className={classes.detail}>
          {[
            "Telegram",
            telegram?.phoneMasked,
            telegram?.isPremium ? "Premium" : null,
            telegram?.proxyShown ? tTelegram("through", { proxy: telegram.proxyShown }) : null,
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
        <p className={classes.detail}>
          {tTelegram("chatCount", { count: telegram?.chatCount ?? 0 })}
          {account.enabled && <> · {t("live", { count: account.liveGuildCount })}</>}
        </p>
        <HolderLine holder={account.holder} />
        {status === "revoked" && telegram?.revokedAt && (
          <div className={classes.problem}>
            {tTelegram("revokedText")} <Ago at={telegram.revokedAt} />
          </div>
        )}
        {!needsLogin && account.enabled && account.statusDetail && (
          <p className={classes.problem}>{account.statusDetail}</p>
        )}
        <div className={classes.actions}>
          {needsLogin ? (
            <Button size="xs" onClick={onLogin}>
              {tTelegram("loginAgain")}
            </Button>
          ) : (
            <Button size="xs" variant="default" onClick={onChooseChats}>
              {tTelegram("chooseChats")}
            </Button>
          )}
        </div>
      </div>
      {!account.isDemo && (
        <div className={classes.actions}>
          <Switch
            checked={account.enabled}
            disabled={actions.isBusy}
            aria-label={t("enabledOf", { name })}
            onChange={(event) => {
              const enabled = event.currentTarget.checked;
              void actions.change({ enabled }, enabled ? t("enabledDone") : t("disabledDone"));
            }}
          />
          <TelegramMenu
            account={account}
            name={name}
            actions={actions}
            isLoggedIn={!needsLogin}
            onLogin={onLogin}
          />
        </div>
      )}
    </li>
  );
}
