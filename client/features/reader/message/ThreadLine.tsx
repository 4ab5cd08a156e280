"use client";
import { useTranslations } from "next-intl";
import type { ThreadView } from "../../../../core/api/reading.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import { useReading } from "../ReadingContext.ts";
import classes from "./ThreadLine.module.css";

/** The thread that was opened from a message; it opens beside. */
export function ThreadLine({ thread }: { thread: ThreadView }) {
  const t = useTranslations("reader");
  const format = useFormat();
  const { openPanel } = useReading();
  const count = t("threadCount", { count: thread.messageCount, shown: format.number(thread.messageCount) });
  if (thread.name === null) return null;
  return (
    <button
      type="button"
      className={classes.thread}
      onClick={() => openPanel({ kind: "thread", id: thread.id })}
      data-thread={thread.id}
    >
      <Icon name="thread" size={15} />
      <span className={classes.name}>{thread.name}</span>
      <span className={classes.count}>{count}</span>
    </button>
  );
}
