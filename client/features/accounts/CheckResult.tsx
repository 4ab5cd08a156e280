"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { AccountCheckView } from "../../../core/api/accounts.ts";
import { LinkText } from "../../ui/common/LinkText.tsx";
import { Icon } from "../../ui/icons/Icon.tsx";
import classes from "./Dialogs.module.css";

/** How many servers are named; the others are counted. */
const named = 5;

/** What Discord said of a token, and what is to be done about it. */
export function CheckResult({ check }: { check: AccountCheckView }) {
  const t = useTranslations("bots");
  const { result, inviteUrl } = check;
  if (result.outcome !== "accepted")
    return (
      <div className={classes.result}>
        <Line tone="bad">
          {result.outcome === "refused" ? t("checkRefused") : t("checkUnreachable")} {result.message}
        </Line>
      </div>
    );
  const { guilds } = result;
  return (
    <div className={classes.result}>
      <Line tone="ok">{t("checkAccepted", { name: result.name })}</Line>
      <Line tone={result.readsContent ? "ok" : "warn"}>
        {result.readsContent ? t("checkContent") : t("noContent")}
      </Line>
      <Line tone={result.readsMembers ? "ok" : "warn"}>
        {result.readsMembers ? t("checkMembers") : t("noMembers")}
      </Line>
      <Line tone={guilds.length > 0 ? "ok" : "warn"}>
        {t("servers", { count: guilds.length })}
        {guilds.length > 0 &&
          `: ${guilds
            .slice(0, named)
            .map(({ name }) => name)
            .join(", ")}`}
        {guilds.length > named && " …"}
        {inviteUrl && (
          <>
            {" · "}
            <LinkText href={inviteUrl}>{t("invite")}</LinkText>
          </>
        )}
      </Line>
    </div>
  );
}

function Line({ tone, children }: { tone: "ok" | "warn" | "bad"; children: ReactNode }) {
  const icons = { ok: "check", warn: "warning", bad: "error" } as const;
  return (
    <p className={classes.line} data-tone={tone}>
      <Icon name={icons[tone]} size={15} />
      <span>{children}</span>
    </p>
  );
}
