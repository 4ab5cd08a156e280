import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { AccountView } from "../../../core/api/accounts.ts";
import { Pill } from "../../ui/common/Pill.tsx";
import classes from "./BotCard.module.css";

/** An account's names, how it stands (`children`), and whether it is the preferred one or the demonstration's. */
export function AccountHeading({ account, children }: { account: AccountView; children: ReactNode }) {
  const t = useTranslations("bots");
  return (
    <h2 className={classes.name}>
      {account.label ?? account.name ?? t("unnamed")}
      {account.label !== null && account.name !== null && (
        <span className={classes.detail}>{account.name}</span>
      )}
      {children}
      {account.isPrimary && <Pill look={{ icon: "spark", tone: "accent" }}>{t("primary")}</Pill>}
      {account.isDemo && <Pill look={{ icon: "info", tone: "warn" }}>{t("demo")}</Pill>}
    </h2>
  );
}
