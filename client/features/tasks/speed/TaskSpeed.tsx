"use client";
import { useTranslations } from "next-intl";
import type { TaskView } from "../../../../core/api/tasks.ts";
import { Ago } from "../../../ui/common/Ago.tsx";
import { Sparkline } from "../../../ui/common/Sparkline.tsx";
import { useFormat } from "../../../ui/format/useFormat.ts";
import classes from "./TaskSpeed.module.css";
import type { TaskRate } from "./useTaskRates.ts";

/** How fast a task runs and how long it still takes, or how long it took and when it ended. */
export function TaskSpeed({ task, rate }: { task: TaskView; rate: TaskRate | undefined }) {
  const t = useTranslations("tasks");
  const format = useFormat();
  if (task.status === "running") {
    const perSecond = rate?.messagesPerSecond ?? null;
    return (
      <span className={classes.speed}>
        <Sparkline points={rate?.pace ?? []} />
        <span className={classes.words}>
          <span className={classes.rate}>
            {perSecond === null ? t("measuring") : t("perSecond", { count: Math.round(perSecond) })}
          </span>
          {rate?.left && (
            <span className={classes.left}>
              {t("left", { time: format.between(format.about(rate.left.from), format.about(rate.left.to)) })}
            </span>
          )}
        </span>
      </span>
    );
  }
  if (task.completedAt === null) return null;
  const took = task.startedAt === null ? null : Date.parse(task.completedAt) - Date.parse(task.startedAt);
  return (
    <span className={classes.words}>
      <span>
        <Ago at={task.completedAt} />
      </span>
      {took !== null && (
        <span className={classes.left}>{t("took", { time: format.duration(took / 1_000) })}</span>
      )}
    </span>
  );
}
