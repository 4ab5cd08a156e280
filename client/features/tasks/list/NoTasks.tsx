"use client";
import { Button } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { EmptyState } from "../../../ui/common/EmptyState.tsx";
import { useChosenGuild } from "../../channels/useChosenGuild.tsx";
import { isNarrowed, type TaskQuery } from "../taskQuery.ts";

/** The list without tasks: because none was started yet, or because the filter matches none. */
export function NoTasks({ query, onReset }: { query: TaskQuery; onReset: () => void }) {
  const t = useTranslations("tasks");
  const { linkTo } = useChosenGuild();
  if (query.status !== null || isNarrowed(query) || query.cursor !== null) {
    return (
      <EmptyState
        icon="filter"
        action={
          <Button variant="default" onClick={onReset}>
            {t("showAll")}
          </Button>
        }
      >
        {t("noMatch")}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon="empty"
      action={
        <Button component={Link} href={linkTo("/admin")}>
          {t("toFetch")}
        </Button>
      }
    >
      {t("noneYet")}
    </EmptyState>
  );
}
