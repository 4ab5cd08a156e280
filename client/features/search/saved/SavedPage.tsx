"use client";
import { Button, Skeleton } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { EmptyState } from "../../../ui/common/EmptyState.tsx";
import { LoadFailed } from "../../../ui/common/LoadFailed.tsx";
import { PageHeader } from "../../../ui/common/PageHeader.tsx";
import classes from "./Saved.module.css";
import { SavedCard } from "./SavedCard.tsx";
import { useAlertTargets, useSavedSearches } from "./useSavedSearches.ts";

/** Searches that are kept: run, renamed, forgotten, and who is told of new messages that fit. */
export function SavedPage() {
  const t = useTranslations("savedSearches");
  const { data, error, mutate } = useSavedSearches("view");
  const { data: targets } = useAlertTargets();
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")}>
        <Button component={Link} href="/search" variant="default">
          {t("toSearch")}
        </Button>
      </PageHeader>
      {!data &&
        (error ? <LoadFailed error={error} retry={() => void mutate()} /> : <Skeleton height={180} />)}
      {data?.searches.length === 0 && <EmptyState icon="search">{t("none")}</EmptyState>}
      <ul className={classes.list}>
        {data?.searches.map((search) => (
          <SavedCard key={search.id} search={search} targets={targets?.targets ?? null} />
        ))}
      </ul>
    </>
  );
}
