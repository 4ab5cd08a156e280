"use client";
import { useTranslations } from "next-intl";
import type { CommentsView } from "../../../../core/api/reading.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import { useReading } from "../ReadingContext.ts";
import classes from "./ThreadLine.module.css";

/** The comments of a channel's post; they open beside where the discussion group is archived. */
export function CommentsLine({ comments }: { comments: CommentsView }) {
  const t = useTranslations("readerChat");
  const format = useFormat();
  const { openPanel } = useReading();
  const { count, place } = comments;
  const words = t("commentCount", { count, shown: format.number(count) });
  if (!place) {
    return (
      <p className={classes.plain}>
        <Icon name="chat" size={15} /> {words} · {t("commentsAbsent")}
      </p>
    );
  }
  return (
    <button
      type="button"
      className={classes.thread}
      onClick={() => openPanel({ kind: "comments", chatId: place.channelId, id: place.messageId })}
      data-thread={place.messageId}
    >
      <Icon name="chat" size={15} />
      <span className={classes.count}>{words}</span>
    </button>
  );
}
