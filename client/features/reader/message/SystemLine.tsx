"use client";
import type { ReactNode } from "react";
import type { MessageView } from "../../../../core/api/reading.ts";
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
  const { openMessage } = useReading();
  const about = message.about || (saysText(message) ? message.content : "");
  const { replyTo } = message;
  return (
    <p className={classes.system}>
      <strong className={classes.who}>{name}</strong>{" "}
      {replyTo?.isArchived ? (
        <button
          type="button"
          className={classes.edited}
          onClick={() => openMessage(replyTo.messageId, message.id)}
        >
          {words(message.kind)}
        </button>
      ) : (
        words(message.kind)
      )}
      {about && <strong className={classes.who}>: {about}</strong>} {time}
    </p>
  );
}
