/* oxlint-disable jsx-a11y/prefer-tag-over-role -- table elements cannot be laid out as cards and keep their roles */
"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { TaskView } from "../../../core/api/tasks.ts";
import { useChosenGuild } from "../../hooks/useChosenGuild.tsx";
import type { TaskRate } from "../../hooks/useTaskRates.ts";
import { useTaskWords } from "../../hooks/useTaskWords.ts";
import { CheckBox } from "../common/CheckBox.tsx";
import { StatusPill } from "../common/StatusPill.tsx";
import { TaskMenu } from "./TaskMenu.tsx";
import { TaskNote } from "./TaskNote.tsx";
import { TaskProgress } from "./TaskProgress.tsx";
import classes from "./TaskRow.module.css";
import { TaskSpeed } from "./TaskSpeed.tsx";
import { TaskWorker } from "./TaskWorker.tsx";

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
