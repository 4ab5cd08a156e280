"use client";
import { useTranslations } from "next-intl";
import { useContext } from "react";
import type { MessageView } from "../../../../core/api/reading.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import { parseDiscordMarkup, plainText } from "../markup/discordMarkup.ts";
import { NamesContext } from "../markup/Markup.tsx";
import classes from "./ReplyLine.module.css";

/** What a message answers, in a line that leads there. */
export function ReplyLine({
  reply,
  onOpen,
}: {
  reply: NonNullable<MessageView["replyTo"]>;
  onOpen: (messageId: string) => void;
}) {
  const t = useTranslations("reader");
  const { people } = useContext(NamesContext);
  if (!reply.isArchived) {
    return (
      <p className={classes.line}>
        <Icon name="thread" size={13} /> {t("replyUnknown")}
      </p>
    );
  }
  const words = plainText(parseDiscordMarkup(reply.excerpt)).trim();
  return (
    <button type="button" className={classes.line} onClick={() => onOpen(reply.messageId)}>
      <Icon name="thread" size={13} />
      <span className={classes.name}>{people[reply.authorId ?? ""]?.name ?? reply.authorId}</span>
      <span className={classes.words} data-deleted={reply.isDeleted || undefined}>
        {words || t("noWords")}
      </span>
    </button>
  );
}
