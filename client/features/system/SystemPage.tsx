"use client";
import { Skeleton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { EmptyState } from "../../ui/common/EmptyState.tsx";
import { LoadFailed } from "../../ui/common/LoadFailed.tsx";
import { PageHeader } from "../../ui/common/PageHeader.tsx";
import { Panel } from "../../ui/common/Panel.tsx";
import { AccountCard } from "./AccountCard.tsx";
import { DrainButton } from "./DrainButton.tsx";
import { GoLive } from "./GoLive.tsx";
import { HealthChecks } from "./HealthChecks.tsx";
import classes from "./SystemPage.module.css";
import { useWorkers } from "./useWorkers.ts";
import { WorkerCard } from "./WorkerCard.tsx";

/** Whether all parts work, who is connected, and how to connect for real. */
export function SystemPage() {
  const t = useTranslations("system");
  const { data, error, mutate } = useWorkers(true);
  const content = () => {
    if (!data) {
      return error ? (
        <LoadFailed error={error} retry={() => void mutate()} />
      ) : (
        <Skeleton height={200} radius={12} aria-busy="true" />
      );
    }
    return (
      <div className={classes.columns} data-demo={data.isDemo || undefined}>
        {data.isDemo && (
          <Panel title={t("goLiveTitle")}>
            <GoLive accounts={[]} />
          </Panel>
        )}
        <div className={classes.column}>
          <Panel title={t("accounts")}>
            {data.accounts.length === 0 ? (
              <EmptyState icon="plug">{t("noAccounts")}</EmptyState>
            ) : (
              <ul className={classes.accounts}>
                {data.accounts.map((account) => (
                  <AccountCard key={account.id} account={account} />
                ))}
              </ul>
            )}
          </Panel>
          <Panel title={t("workers")}>
            {data.workers.length === 0 ? (
              <EmptyState icon="system">{t("noWorker")}</EmptyState>
            ) : (
              <ul className={classes.workers}>
                {data.workers.map((worker) => (
                  <WorkerCard key={worker.id} worker={worker}>
                    <DrainButton worker={worker} />
                  </WorkerCard>
                ))}
              </ul>
            )}
          </Panel>
        </div>
      </div>
    );
  };
  return (
    <>
      <PageHeader title={t("title")} />
      <div className={classes.page}>
        <Panel title={t("health")}>
          <HealthChecks />
        </Panel>
        {content()}
      </div>
    </>
  );
}
