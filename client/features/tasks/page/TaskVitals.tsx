"use client";
import { useTranslations } from "next-intl";
import type { TaskView } from "../../../../core/api/tasks.ts";
import { Figure } from "../../../ui/common/Figure.tsx";
import { Panel } from "../../../ui/common/Panel.tsx";
import { ProgressBar } from "../../../ui/common/ProgressBar.tsx";
import { Sparkline } from "../../../ui/common/Sparkline.tsx";
import { useFormat } from "../../../ui/format/useFormat.ts";
import type { TaskRate } from "../speed/useTaskRates.ts";
import { useTaskWords } from "../words/useTaskWords.ts";
import { ChangeReport } from "./ChangeReport.tsx";
import classes from "./TaskVitals.module.css";

/** How far and how fast, in large figures. */
export function TaskVitals({ task, rate }: { task: TaskView; rate: TaskRate | undefined }) {
  const t = useTranslations("task");
  const tTasks = useTranslations("tasks");
  const format = useFormat();
  const words = useTaskWords();
  const position = words.position(task);
  const isRunning = task.status === "running";
  const isDone = task.status === "completed" || task.status === "warning";
  const perSecond = isRunning ? (rate?.messagesPerSecond ?? null) : averagePerSecond(task);
  const left = isRunning ? (rate?.left ?? null) : null;
  const took = secondsTaken(task);
  return (
    <Panel>
      <div className={classes.figures}>
        <Figure name={t("progress")} value={format.percent(task.progress)}>
          {isRunning && position && tTasks("backTo", { date: position })}
        </Figure>
        <Figure name={t("read")} value={format.number(task.messagesFetched)}>
          {t("readHint", {
            saved: task.messagesSaved,
            duplicate: task.messagesDuplicate,
            updated: task.messagesUpdated,
          })}
        </Figure>
        <Figure name={t("speed")} value={perSecond === null ? "—" : format.number(Math.round(perSecond))}>
          {isRunning ? (
            <Sparkline points={rate?.pace ?? []} width={110} />
          ) : (
            perSecond !== null && t("onAverage")
          )}
        </Figure>
        {took === null ? (
          <Figure
            name={t("remaining")}
            value={left === null ? "—" : format.between(format.about(left.from), format.about(left.to))}
          >
            {left !== null && t(left.isSure ? "remainingHint" : "remainingUnsure")}
          </Figure>
        ) : (
          <Figure name={t("took")} value={format.duration(took)} />
        )}
      </div>
      {task.mode === "reconcile" && <ChangeReport task={task} />}
      {!isDone && (
        <ProgressBar
          share={task.progress}
          size="large"
          tone={task.status === "failed" ? "bad" : isRunning ? "accent" : "mute"}
          label={tTasks("progressOf", { id: task.id })}
        />
      )}
    </Panel>
  );
}

/** From first claim to end; null while it is not over. */
function secondsTaken(task: TaskView): number | null {
  if (task.startedAt === null || task.completedAt === null) return null;
  return (Date.parse(task.completedAt) - Date.parse(task.startedAt)) / 1_000;
}

function averagePerSecond(task: TaskView): number | null {
  const seconds = secondsTaken(task);
  return seconds === null || seconds < 1 ? null : task.messagesFetched / seconds;
}
