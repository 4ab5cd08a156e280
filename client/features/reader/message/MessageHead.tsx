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
  const person = useContext(NamesContext).people[message.authorId ?? ""];
  const { openPanel } = useReading();
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
      {time}
      {message.isPinned && <span className={classes.note}>{t("pinned")}</span>}
    </div>
  );
}
