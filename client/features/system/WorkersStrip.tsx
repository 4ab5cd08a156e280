"use client";
import { useTranslations } from "next-intl";
import { LinkText } from "../../ui/common/LinkText.tsx";
import { useWorkers } from "./useWorkers.ts";
import { WorkerCard } from "./WorkerCard.tsx";
import classes from "./WorkersStrip.module.css";

/** The living workers in one line, and a warning when there is none. */
export function WorkersStrip() {
  const t = useTranslations("system");
  const { data } = useWorkers();
  if (!data) return <div className={classes.strip} data-loading />;
  const living = data.workers.filter(({ status }) => status === "running" || status === "draining");
  if (living.length === 0) {
    return (
      <p className={classes.none}>
        {t("noWorker")} <LinkText href="/system">{t("toSystem")}</LinkText>
      </p>
    );
  }
  return (
    <ul className={classes.strip} aria-label={t("workers")}>
      {living.map((worker) => (
        <WorkerCard key={worker.id} worker={worker} />
      ))}
    </ul>
  );
}
