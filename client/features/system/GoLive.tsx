"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { AccountView } from "../../../core/api/accounts.ts";
import { LinkText } from "../../ui/common/LinkText.tsx";
import { Icon } from "../../ui/icons/Icon.tsx";
import classes from "./GoLive.module.css";

const portal = "https://discord.com/developers/applications";

const rich = {
  portal: (words: ReactNode) => <LinkText href={portal}>{words}</LinkText>,
  code: (words: ReactNode) => <code className={classes.code}>{words}</code>,
  bots: (words: ReactNode) => <LinkText href="/bots">{words}</LinkText>,
  b: (words: ReactNode) => <strong>{words}</strong>,
};
const linkTo = (href: string) => (words: ReactNode) => <LinkText href={href}>{words}</LinkText>;

interface Step {
  title: string;
  body: ReactNode;
  isDone: boolean;
  problem?: string | undefined;
}

/** What it takes to read real servers, step by step; `accounts` (not the demo's) say which steps are done. */
export function GoLive({ accounts }: { accounts: AccountView[] }) {
  const t = useTranslations("goLive");
  const account = accounts[0];
  const isConnected = account?.status === "ready";
  const steps: Step[] = [
    { title: t("application"), body: t.rich("applicationBody", rich), isDone: account !== undefined },
    {
      title: t("intent"),
      body: t.rich("intentBody", rich),
      isDone: account?.readsContent === true,
      problem: account?.readsContent === false ? t("intentOff") : undefined,
    },
    {
      title: t("token"),
      body: t.rich("tokenBody", rich),
      isDone: isConnected,
      problem: account?.status === "refused" ? t("tokenRefused") : undefined,
    },
    {
      title: t("invite"),
      body: account?.inviteUrl
        ? t.rich("inviteBody", { ...rich, link: linkTo(account.inviteUrl) })
        : t("inviteLater"),
      isDone: (account?.guildCount ?? 0) > 0,
    },
  ];
  const next = steps.findIndex((step) => !step.isDone);
  return (
    <ol className={classes.steps}>
      {steps.map((step, index) => (
        <li
          key={step.title}
          className={classes.step}
          data-state={step.isDone ? "done" : index === next ? "next" : "later"}
        >
          <span className={classes.number}>{step.isDone ? <Icon name="check" size={15} /> : index + 1}</span>
          <div className={classes.words}>
            <h3 className={classes.title}>
              {step.title}
              {step.isDone && <span className="sr-only"> {t("done")}</span>}
            </h3>
            <div className={classes.body}>{step.body}</div>
            {step.problem && <p className={classes.problem}>{step.problem}</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}
