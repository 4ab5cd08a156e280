"use client";
import { useTranslations } from "next-intl";
import { useContext } from "react";
import type { MessageView } from "../../../../core/api/reading.ts";
import { plainText } from "../../../../core/model/markup/plainText.ts";
import type { MarkupNode } from "../../../../core/model/markup/tree.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import { useMarkup } from "../markup/Markup.tsx";
import { NamesContext } from "../markup/NamesContext.ts";
import { useReading } from "../ReadingContext.ts";
import classes from "./ReplyLine.module.css";

const none: readonly never[] = [];

/** What is hidden in the message stays hidden in the line that leads to it. */
const withoutSpoilers = (nodes: readonly MarkupNode[]): MarkupNode[] =>
  nodes.map((node): MarkupNode => {
    if (node.kind === "spoiler") return { kind: "text", text: "▇▇▇" };
    return "children" in node ? { ...node, children: withoutSpoilers(node.children) } : node;
  });

/** What a message answers, in a line that leads there. */
export function ReplyLine({
  reply,
  fromId,
}: {
  reply: NonNullable<MessageView["replyTo"]>;
  /** The message that answers: one comes back to it. */
  fromId: string;
}) {
  const t = useTranslations("reader");
  const { people } = useContext(NamesContext);
  const { openMessage } = useReading();
  const nodes = useMarkup(reply.excerpt, none);
  if (!reply.isArchived) {
    return (
      <p className={classes.line}>
        <Icon name="reply" size={13} /> {t("replyUnknown")}
      </p>
    );
  }
  const words = plainText(withoutSpoilers(nodes)).trim();
  return (
    <button
      type="button"
      className={classes.line}
      onClick={() => openMessage(reply.messageId, fromId)}
      data-reply={reply.messageId}
    >
      <Icon name="reply" size={13} />
      <span className={classes.name}>{people[reply.authorId ?? ""]?.name ?? reply.authorId}</span>
      <span className={classes.words} data-deleted={reply.isDeleted || undefined}>
        {words || t("noWords")}
      </span>
    </button>
  );
}
