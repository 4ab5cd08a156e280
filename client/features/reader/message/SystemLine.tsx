"use client";
import { useTranslations } from "next-intl";
import { type ReactNode, useContext } from "react";
import type { MessageView } from "../../../../core/api/reading.ts";
import { forgottenKind } from "../forget/forgottenMessage.ts";
import { NamesContext } from "../markup/NamesContext.ts";
import { useReading } from "../ReadingContext.ts";
import classes from "./MessageItem.module.css";
import { useSystemWords } from "./useSystemWords.ts";

/** Kinds whose text is what they are about, and no more: a new name, a thread's title. */
const aboutInText = new Set([
  "thread_created",
  "channel_name_change",
  "stage_start",
  "stage_topic",
  "stage_end",
]);

/** Whether the line says all there is to say of the message's text. */
export const saysText = ({ kind }: Pick<MessageView, "kind">): boolean => aboutInText.has(kind);

/** What the platform noted, in words; it leads to what it is about where that is archived. */
export function SystemLine({ message, name, time }: { message: MessageView; name: string; time: ReactNode }) {
  const words = useSystemWords();
  const tChat = useTranslations("readerChat");
  const { openMessage, openPanel, topicId: reading } = useReading();
  const { people, topics } = useContext(NamesContext);
  // Who joined by themselves is named already.
  const concerned = message.aboutIds.filter((id) => id !== message.authorId);
  const names = concerned.map((id) => people[id]?.name ?? id).join(", ");
  const about = names || message.about || (saysText(message) ? message.content : "");
  const { replyTo, topicId } = message;
  const opened = message.kind === "thread_created" && topicId !== null ? topics[topicId] : undefined;
  if (message.kind === forgottenKind) return <p className={classes.system}>{words(message)}</p>;
  return (
    <p className={classes.system}>
      <strong className={classes.who}>{name}</strong>{" "}
      {replyTo?.isArchived ? (
        <button
          type="button"
          className={classes.edited}
          onClick={() => openMessage(replyTo.messageId, message.id)}
        >
          {words(message)}
        </button>
      ) : (
        words(message)
      )}
      {about && (
        <strong className={classes.who}>
          : <bdi>{about}</bdi>
        </strong>
      )}{" "}
      {opened !== undefined && reading !== topicId && (
        <button
          type="button"
          className={classes.topic}
          onClick={() => openPanel({ kind: "topic", id: topicId ?? "" })}
          data-thread={topicId}
        >
          {tChat("openTopic")}
        </button>
      )}{" "}
      {time}
    </p>
  );
}
