/* oxlint-disable jsx-a11y/prefer-tag-over-role -- table elements cannot be laid out as cards and keep their roles */
"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { TaskView } from "../../../../core/api/tasks.ts";
import { catchUpStarter } from "../../../../core/model/task.ts";
import { CheckBox } from "../../../ui/common/CheckBox.tsx";
import { useChosenGuild } from "../../channels/useChosenGuild.tsx";
import { TaskMenu } from "../actions/TaskMenu.tsx";
import { TaskSpeed } from "../speed/TaskSpeed.tsx";
import type { TaskRate } from "../speed/useTaskRates.ts";
import { StatusPill } from "../words/StatusPill.tsx";
import { TaskNote } from "../words/TaskNote.tsx";
import { TaskProgress } from "../words/TaskProgress.tsx";
import { TaskWorker } from "../words/TaskWorker.tsx";
import { useTaskWords } from "../words/useTaskWords.ts";
import classes from "./TaskRow.module.css";

interface TaskRowProps {
  task: TaskView;
  rate: TaskRate | undefined;
  showServer: boolean;
  /** Undefined: rows of this list cannot be chosen. */
  isChosen: boolean | undefined;
  onToggle: (withShift: boolean) => void;
}

/** One task of a list. */
export function TaskRow({ task, rate, showServer, isChosen, onToggle }: TaskRowProps) {
  const t = useTranslations("tasks");
  const tLive = useTranslations("live");
  const words = useTaskWords();
  const { linkTo } = useChosenGuild();
  const name = words.name(task);
  return (
    <div
      role="row"
      className={classes.row}
      data-task={task.id}
      data-chosen={isChosen || undefined}
      tabIndex={-1}
    >
      {isChosen !== undefined && (
        <span role="cell" className={classes.check}>
          <CheckBox
            aria-label={t("select", { id: task.id })}
            checked={isChosen}
            onChange={(event) => onToggle((event.nativeEvent as MouseEvent).shiftKey)}
          />
        </span>
      )}
      <span role="cell" className={classes.task}>
        <Link className={classes.name} href={linkTo(`/tasks/${task.id}`)} prefetch={false}>
          {name}
        </Link>
        <span className={classes.detail}>
          #{task.id}
          {showServer && task.channelId !== null && task.guildName && ` · ${task.guildName}`} ·{" "}
          {words.kind(task)}
          {task.startedBy === catchUpStarter && <span title={tLive("task")}> · {t("catchUp")}</span>}
          {task.attempts > 1 && ` · ${t("attempt", { number: task.attempts })}`}
        </span>
      </span>
      <span role="cell" className={classes.status}>
        <StatusPill status={task.status} />
        <TaskNote task={task} />
      </span>
      <span role="cell" className={classes.progress}>
        <TaskProgress task={task} />
      </span>
      <span role="cell" className={classes.speed}>
        <TaskSpeed task={task} rate={rate} />
      </span>
      <span role="cell" className={classes.worker}>
        <TaskWorker task={task} />
      </span>
      <span role="cell" className={classes.menu}>
        <TaskMenu task={task} />
      </span>
    </div>
  );
}
