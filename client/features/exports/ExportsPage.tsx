"use client";
import { Skeleton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { EmptyState } from "../../ui/common/EmptyState.tsx";
import { LoadFailed } from "../../ui/common/LoadFailed.tsx";
import { PageHeader } from "../../ui/common/PageHeader.tsx";
import { ExportCard } from "./ExportCard.tsx";
import classes from "./ExportsPage.module.css";
import { NewExport } from "./NewExport.tsx";
import { useExports } from "./useExports.ts";

/** Takes the archive out as files that other tools read. */
export function ExportsPage() {
  const t = useTranslations("exports");
  const { data, error, mutate } = useExports();
  const list = () => {
    if (!data) {
      if (error) return <LoadFailed error={error} retry={() => void mutate()} />;
      return <Skeleton height={160} radius={12} aria-busy="true" />;
    }
    if (data.exports.length === 0) return <EmptyState icon="empty">{t("none")}</EmptyState>;
    return (
      <ul className={classes.list}>
        {data.exports.map((each) => (
          <li key={each.id}>
            <ExportCard shown={each} />
          </li>
        ))}
      </ul>
    );
  };
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} />
      <div className={classes.page}>
        <NewExport />
        {list()}
      </div>
    </>
  );
}
