"use client";
import { Skeleton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { EmptyState } from "../../ui/common/EmptyState.tsx";
import { LoadFailed } from "../../ui/common/LoadFailed.tsx";
import { PageHeader } from "../../ui/common/PageHeader.tsx";
import { ImportCard } from "./ImportCard.tsx";
import classes from "./ImportsPage.module.css";
import { NewImport } from "./NewImport.tsx";
import { useImports } from "./useImports.ts";

/** Exports of other tools: sent from here, looked through, and taken into the archive. */
export function ImportsPage() {
  const t = useTranslations("imports");
  const { data, error, mutate } = useImports();
  const list = () => {
    if (!data) {
      if (error) return <LoadFailed error={error} retry={() => void mutate()} />;
      return <Skeleton height={160} radius={12} aria-busy="true" />;
    }
    if (data.imports.length === 0) return <EmptyState icon="empty">{t("none")}</EmptyState>;
    return (
      <ul className={classes.list}>
        {data.imports.map((each) => (
          <li key={each.id}>
            <ImportCard shown={each} />
          </li>
        ))}
      </ul>
    );
  };
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} />
      <div className={classes.page}>
        <NewImport />
        {list()}
      </div>
    </>
  );
}
