"use client";
import { useTranslations } from "next-intl";
import type { OverviewView } from "../../../../core/api/overview.ts";
import { Ago } from "../../../ui/common/Ago.tsx";
import { useFormat } from "../../../ui/format/useFormat.ts";
import classes from "./ChangesLine.module.css";
import type { Glimpse } from "./lastVisit.ts";
import { messagesIn } from "./useEverywhere.ts";

/** What became different since the last visit with this browser; nothing on the first. */
export function ChangesLine({ overview, before }: { overview: OverviewView; before: Glimpse | null }) {
  const t = useTranslations("everywhere");
  const format = useFormat();
  const { changes } = overview;
  if (!before || !changes) return null;
  const ended = (...statuses: string[]) =>
    changes.ended.reduce((sum, { status, count }) => (statuses.includes(status) ? sum + count : sum), 0);
  const archived = messagesIn(overview) - before.messages;
  const [done, failed] = [ended("completed", "warning"), ended("failed")];
  const said = [
    archived > 0 && t("changed_archived", { count: archived }),
    archived < 0 && t("changed_fewer", { count: -archived }),
    done > 0 && t("changed_done", { count: done }),
    failed > 0 && t("changed_failed", { count: failed }),
    changes.joins > 0 && t("changed_joins", { count: changes.joins }),
    changes.leaves > 0 && t("changed_leaves", { count: changes.leaves }),
    changes.newServers.length > 0 &&
      t("changed_servers", { names: format.list(changes.newServers.map(({ name }) => name)) }),
  ].filter((part): part is string => part !== false);
  return (
    <p className={classes.changes}>
      <span className={classes.since}>
        {t("since")} <Ago at={before.at} />
      </span>
      {said.length === 0 ? (
        <span>{t("changed_nothing")}</span>
      ) : (
        said.map((part) => <span key={part}>{part}</span>)
      )}
    </p>
  );
}
