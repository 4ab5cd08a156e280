"use client";
import type { TaskView } from "../../../../core/api/tasks.ts";
import { useNow } from "../../../ui/format/useNow.ts";
import classes from "./TaskNote.module.css";
import { useTaskWords } from "./useTaskWords.ts";

/** Below a status: why it waits, or what went wrong, in few words. */
export function TaskNote({ task }: { task: TaskView }) {
  const words = useTaskWords();
  const now = useNow();
  const isTroubled = task.status === "failed" || task.status === "warning";
  const text =
    words.waiting(task, now) ??
    (isTroubled ? (words.reason(task.statusReason)?.title ?? task.errorMessage) : null);
  if (!text) return null;
  return (
    <span className={classes.note} title={text}>
      {text}
    </span>
  );
}
