"use client";
import { useTranslations } from "next-intl";
import { Panel } from "../../ui/common/Panel.tsx";
import { useGuilds } from "../channels/useGuilds.ts";
import { AccountCard } from "./AccountCard.tsx";
import classes from "./FirstRun.module.css";
import { GoLive } from "./GoLive.tsx";
import { useWorkers } from "./useWorkers.ts";

/** Somebody is setting up and looks at this page: what they do should show soon. */
const setupPollMs = 4_000;

/** In place of a view when no server is connected yet. */
export function FirstRun() {
  const t = useTranslations("goLive");
  const { data } = useWorkers(true);
  useGuilds(setupPollMs); // the first server that appears replaces this page
  const accounts = (data?.accounts ?? []).filter((account) => !account.isDemo);
  return (
    <div className={classes.page}>
      <header>
        <h2 className={classes.title}>{t("welcome")}</h2>
        <p className={classes.lead}>{data?.isDemo ? t("demoStarting") : t("welcomeLead")}</p>
      </header>
      <Panel>
        <GoLive accounts={accounts} />
      </Panel>
      {accounts.length > 0 && (
        <Panel title={t("status")}>
          <ul>
            {accounts.map((account) => (
              <AccountCard key={account.id} account={account} />
            ))}
          </ul>
        </Panel>
      )}
    </div>
  );
}
