"use client";
import { useTranslations } from "next-intl";
import type { AccountView } from "../../../core/api/accounts.ts";
import { Ago } from "../../ui/common/Ago.tsx";
import { LinkText } from "../../ui/common/LinkText.tsx";
import { Monogram } from "../../ui/common/Monogram.tsx";
import { Icon } from "../../ui/icons/Icon.tsx";
import type { IconName } from "../../ui/icons/icons.ts";
import classes from "./AccountCard.module.css";

const icons: Record<AccountView["status"], IconName> = {
  ready: "done",
  connecting: "retry",
  offline: "plug",
  refused: "error",
};

/** A bot account: whether it is connected, what it may read, and how to bring it to a server. */
export function AccountCard({ account }: { account: AccountView }) {
  const t = useTranslations("system");
  const status = account.enabled ? account.status : "offline";
  return (
    <li className={classes.account}>
      <Monogram id={account.externalId ?? account.id} name={account.name ?? "?"} size={36} />
      <div className={classes.words}>
        <p className={classes.name}>
          {account.name ?? t("unnamed")}
          {account.isDemo && <span className={classes.demo}>{t("demoAccount")}</span>}
        </p>
        <p className={classes.status} data-status={status}>
          <Icon name={icons[status]} size={14} />
          {t(`account_${status}`)}
          {" · "}
          <Ago at={account.statusAt} />
          {" · "}
          {t("inServers", { count: account.guildCount })}
        </p>
        {account.statusDetail && <p className={classes.detail}>{account.statusDetail}</p>}
        {status === "ready" && account.gatewayHeartbeatAt !== null && (
          <p className={classes.detail}>
            {t("heardOf")} <Ago at={account.gatewayHeartbeatAt} />
          </p>
        )}
        {status === "refused" && <p className={classes.problem}>{t("refusedHint")}</p>}
        {account.readsContent === false && <p className={classes.problem}>{t("noContent")}</p>}
        {account.inviteUrl && !account.isDemo && (
          <p className={classes.detail}>
            <LinkText href={account.inviteUrl}>{t("invite")}</LinkText>
          </p>
        )}
      </div>
    </li>
  );
}
