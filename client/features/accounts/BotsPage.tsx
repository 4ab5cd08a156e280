"use client";
import { Button, Skeleton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { AccountListView } from "../../../core/api/accounts.ts";
import { EmptyState } from "../../ui/common/EmptyState.tsx";
import { LoadFailed } from "../../ui/common/LoadFailed.tsx";
import { PageHeader } from "../../ui/common/PageHeader.tsx";
import { Panel } from "../../ui/common/Panel.tsx";
import { BotCard } from "./BotCard.tsx";
import classes from "./BotsPage.module.css";
import { TokenDialog } from "./TokenDialog.tsx";
import { useAccounts } from "./useAccounts.ts";

/** Which bots read for us: added, tried, named, switched off and removed here. */
export function BotsPage() {
  const t = useTranslations("bots");
  const { data, error, mutate } = useAccounts();
  const [isAdding, setAdding] = useState(false);
  const add = <Button onClick={() => setAdding(true)}>{t("add")}</Button>;
  const content = (list: AccountListView) => (
    <>
      {!list.hasBot && <p className={classes.note}>{t("noBot")}</p>}
      {list.isDemo && <p className={classes.note}>{t("demoNote")}</p>}
      <Panel>
        {list.accounts.length === 0 ? (
          <EmptyState icon="plug" action={add}>
            {t("none")}
          </EmptyState>
        ) : (
          <ul className={classes.list}>
            {list.accounts.map((account) => (
              <BotCard key={account.id} account={account} />
            ))}
          </ul>
        )}
      </Panel>
    </>
  );
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")}>
        {data && data.accounts.length > 0 && add}
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
      <TokenDialog opened={isAdding} onClose={() => setAdding(false)} />
    </>
  );
}
