"use client";
import { Switch } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { AccountView } from "../../../core/api/accounts.ts";
import { Ago } from "../../ui/common/Ago.tsx";
import { LinkText } from "../../ui/common/LinkText.tsx";
import { Monogram } from "../../ui/common/Monogram.tsx";
import { Pill, type PillLook } from "../../ui/common/Pill.tsx";
import { AccountHeading } from "./AccountHeading.tsx";
import classes from "./BotCard.module.css";
import { BotMenu } from "./BotMenu.tsx";
import { HolderLine } from "./HolderLine.tsx";
import { useAccountActions } from "./useAccounts.ts";

const looks: Record<AccountView["status"] | "disabled", PillLook> = {
  ready: { icon: "done", tone: "ok" },
  connecting: { icon: "retry", tone: "accent" },
  offline: { icon: "plug", tone: "mute" },
  refused: { icon: "error", tone: "bad" },
  disabled: { icon: "pause", tone: "mute" },
};

/** A bot account: how it stands, who holds it, and what can be done with it. */
export function BotCard({ account }: { account: AccountView }) {
  const t = useTranslations("bots");
  const actions = useAccountActions(account);
  const name = account.label ?? account.name ?? t("unnamed");
  const status = account.enabled ? account.status : "disabled";
  return (
    <li className={classes.card} data-account={account.id}>
      <Monogram id={account.externalId ?? account.id} name={name} size={36} />
      <div className={classes.words}>
        <AccountHeading account={account}>
          <Pill look={looks[status]}>{t(`status_${status}`)}</Pill>
        </AccountHeading>
        <p className={classes.detail}>
          {t("token")} <code>{account.tokenLast4 ? `••••${account.tokenLast4}` : "••••"}</code>
          {account.source === "environment" && !account.isDemo && <> · {t("fromEnvironment")}</>}
        </p>
        <p className={classes.detail}>
          {t("servers", { count: account.guildCount })}
          {account.enabled && <> · {t("live", { count: account.liveGuildCount })}</>}
        </p>
        <HolderLine holder={account.holder} />
        {status === "ready" && account.gatewayHeartbeatAt !== null && (
          <p className={classes.detail}>
            {t("heardOf")} <Ago at={account.gatewayHeartbeatAt} />
          </p>
        )}
        {account.enabled && account.statusDetail && (
          <p className={classes.problem}>
            {account.statusDetail}
            {status === "refused" && <> {t("refusedHint")}</>}
          </p>
        )}
        {account.readsContent === false && <p className={classes.problem}>{t("noContent")}</p>}
        {account.inviteUrl && (
          <p className={classes.detail}>
            <LinkText href={account.inviteUrl}>{t("invite")}</LinkText>
          </p>
        )}
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
          <BotMenu account={account} name={name} actions={actions} />
        </div>
      )}
    </li>
  );
}
