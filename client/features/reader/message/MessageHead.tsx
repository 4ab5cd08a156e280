"use client";
import { useTranslations } from "next-intl";
import { type ReactNode, useContext } from "react";
import type { MessageView } from "../../../../core/api/reading.ts";
import { NamesContext } from "../markup/NamesContext.ts";
import { useReading } from "../ReadingContext.ts";
import classes from "./MessageItem.module.css";

/** Who said it and when; the name leads to what else that person said here. */
export function MessageHead({
  message,
  name,
  time,
}: {
  message: MessageView;
  name: string;
  time: ReactNode;
}) {
  const t = useTranslations("reader");
  const { people, topics } = useContext(NamesContext);
  const person = people[message.authorId ?? ""];
  const topic = topics[message.topicId ?? ""];
  const { openPanel, topicId } = useReading();
  const { authorId } = message;
  return (
    <div className={classes.head}>
      {authorId === null || message.postedAs !== null ? (
        <span className={classes.name}>{name}</span>
      ) : (
        <button
          type="button"
          className={classes.name}
          onClick={() => openPanel({ kind: "person", id: authorId })}
        >
          {name}
        </button>
      )}
      {(person?.isBot ?? message.postedAs !== null) && <span className={classes.bot}>{t("bot")}</span>}
      {message.signature && (
        <span className={classes.note}>
          <bdi>{message.signature}</bdi>
        </span>
      )}
      {topic !== undefined && topicId !== message.topicId && (
        <button
          type="button"
          className={classes.topic}
          onClick={() => openPanel({ kind: "topic", id: message.topicId ?? "" })}
          data-thread={message.topicId}
        >
          <bdi>{topic}</bdi>
        </button>
      )}
      {time}
      {message.isPinned && <span className={classes.note}>{t("pinned")}</span>}
    </div>
  );
}
