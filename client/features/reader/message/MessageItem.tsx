"use client";
import { useTranslations } from "next-intl";
import { memo, useState } from "react";
import type { MessageView } from "../../../../core/api/reading.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import { forgottenKind } from "../forget/forgottenMessage.ts";
import { useReading } from "../ReadingContext.ts";
import { BookmarkDialog } from "../share/BookmarkDialog.tsx";
import { VersionsDialog } from "../versions/VersionsDialog.tsx";
import { isSaid } from "../window/rows.ts";
import { Avatar } from "./Avatar.tsx";
import { MessageBody } from "./MessageBody.tsx";
import { MessageHead } from "./MessageHead.tsx";
import classes from "./MessageItem.module.css";
import { MessageMenu } from "./MessageMenu.tsx";
import { MessageNotes } from "./MessageNotes.tsx";
import { ReplyLine } from "./ReplyLine.tsx";
import { SystemLine } from "./SystemLine.tsx";
import { useAuthorName } from "./useAuthorName.ts";

interface MessageItemProps {
  message: MessageView;
  /** All messages of its album, itself included; empty for what is no album. */
  album: readonly MessageView[];
  /** Under the name of the message before it. */
  isGrouped: boolean;
  /** The one that was asked for. */
  isTarget: boolean;
}

/** One message with everything it carries. */
export const MessageItem = memo(function MessageItem({
  message,
  album,
  isGrouped,
  isTarget,
}: MessageItemProps) {
  const t = useTranslations("reader");
  const format = useFormat();
  const { guildId, channelId, replaceMessage, askToForget } = useReading();
  const [open, setOpen] = useState<"versions" | "bookmark" | null>(null);
  const name = useAuthorName(message);
  const isSystem = !isSaid(message);
  const time = (
    <time className={classes.time} dateTime={message.createdAt} title={format.dateTime(message.createdAt)}>
      {format.clock(message.createdAt)}
    </time>
  );
  return (
    <li
      className={classes.item}
      tabIndex={-1}
      aria-label={t("messageBy", { name, time: format.dateTime(message.createdAt) })}
      data-message={message.id}
      data-also={album.length > 0 ? album.map(({ id }) => id).join(" ") : undefined}
      data-grouped={isGrouped || undefined}
      data-deleted={message.deletedAt !== null || undefined}
      data-marked={message.bookmark !== null || undefined}
      data-target={isTarget || undefined}
    >
      <span className={classes.margin}>
        {isSystem && <Icon name="info" size={16} />}
        {!isSystem && (isGrouped ? time : <Avatar id={message.authorId} name={name} size={38} />)}
      </span>
      <div className={classes.body}>
        {isSystem ? (
          <SystemLine message={message} name={name} time={time} />
        ) : (
          <>
            {message.replyTo && <ReplyLine reply={message.replyTo} fromId={message.id} />}
            {!isGrouped && <MessageHead message={message} name={name} time={time} />}
          </>
        )}
        <MessageBody message={message} album={album} isSystem={isSystem} />
        <MessageNotes
          message={message}
          onVersions={() => setOpen("versions")}
          onBookmark={() => setOpen("bookmark")}
        />
      </div>
      {message.kind !== forgottenKind && (
        <MessageMenu
          message={message}
          name={name}
          onBookmark={() => setOpen("bookmark")}
          onForget={() => askToForget({ message, channelId, replaceMessage })}
        />
      )}
      {open === "versions" && (
        <VersionsDialog
          guildId={guildId}
          channelId={channelId}
          message={message}
          onClose={() => setOpen(null)}
        />
      )}
      {open === "bookmark" && <BookmarkDialog message={message} onClose={() => setOpen(null)} />}
    </li>
  );
});
