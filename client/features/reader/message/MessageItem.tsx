"use client";
import { useTranslations } from "next-intl";
import { memo, useContext, useState } from "react";
import type { MessageView } from "../../../../core/api/reading.ts";
import { Monogram } from "../../../ui/common/Monogram.tsx";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import { Markup, NamesContext } from "../markup/Markup.tsx";
import { isSaid } from "../window/messageWindow.ts";
import { Attachments } from "./Attachments.tsx";
import { Components } from "./Components.tsx";
import { Embeds } from "./Embeds.tsx";
import { Forwards } from "./Forwards.tsx";
import classes from "./MessageItem.module.css";
import { MessageMenu } from "./MessageMenu.tsx";
import { Poll } from "./Poll.tsx";
import { Reactions } from "./Reactions.tsx";
import { ReplyLine } from "./ReplyLine.tsx";
import { useSystemWords } from "./useSystemWords.ts";
import { VersionsDialog } from "./VersionsDialog.tsx";

interface MessageItemProps {
  guildId: string;
  channelId: string;
  message: MessageView;
  /** Under the name of the message before it. */
  isGrouped: boolean;
  /** The one that was asked for. */
  isTarget: boolean;
  onOpen: (messageId: string) => void;
}

/** One message with everything it carries. */
export const MessageItem = memo(function MessageItem({
  guildId,
  channelId,
  message,
  isGrouped,
  isTarget,
  onOpen,
}: MessageItemProps) {
  const t = useTranslations("reader");
  const format = useFormat();
  const [showsVersions, setShowsVersions] = useState(false);
  const name = useAuthorName(message);
  const person = useContext(NamesContext).people[message.authorId ?? ""];
  const systemWords = useSystemWords();
  const time = (
    <time className={classes.time} dateTime={message.createdAt} title={format.dateTime(message.createdAt)}>
      {format.clock(message.createdAt)}
    </time>
  );
  return (
    <li
      className={classes.item}
      data-message={message.id}
      data-grouped={isGrouped || undefined}
      data-deleted={message.deletedAt !== null || undefined}
      data-target={isTarget || undefined}
    >
      <span className={classes.margin}>
        {isGrouped ? time : <Monogram id={message.authorId ?? "0"} name={name} size={36} />}
      </span>
      <div className={classes.body}>
        {message.replyTo && <ReplyLine reply={message.replyTo} onOpen={onOpen} />}
        {!isGrouped && (
          <div className={classes.head}>
            <span className={classes.name}>{name}</span>
            {(person?.isBot ?? message.postedAs !== null) && <span className={classes.bot}>{t("bot")}</span>}
            {time}
            {message.isPinned && <span className={classes.note}>{t("pinned")}</span>}
          </div>
        )}
        {!isSaid(message) && <p className={classes.system}>{systemWords(message.kind)}</p>}
        {message.content !== "" && (
          <div className={classes.content}>
            <Markup text={message.content} />
          </div>
        )}
        {message.stickers.map(({ id, name }) => (
          <p className={classes.note} key={id ?? name}>
            {t("sticker", { name })}
          </p>
        ))}
        <Attachments attachments={message.attachments} />
        <Forwards forwards={message.forwards} />
        <Embeds embeds={message.embeds} />
        {message.poll && <Poll poll={message.poll} />}
        <Components components={message.components} />
        <Reactions reactions={message.reactions} />
        <p className={classes.notes}>
          {message.deletedAt && (
            <span className={classes.deleted}>
              <Icon name="cancel" size={13} /> {t("deleted", { time: format.dateTime(message.deletedAt) })}
            </span>
          )}
          {message.editedAt &&
            (message.versionCount > 0 ? (
              <button type="button" className={classes.edited} onClick={() => setShowsVersions(true)}>
                {t("editedVersions", { count: message.versionCount })}
              </button>
            ) : (
              <span>{t("edited")}</span>
            ))}
        </p>
      </div>
      <MessageMenu guildId={guildId} channelId={channelId} message={message} />
      {showsVersions && (
        <VersionsDialog
          guildId={guildId}
          channelId={channelId}
          message={message}
          onClose={() => setShowsVersions(false)}
        />
      )}
    </li>
  );
});

/** As the server knows them; by the id where nobody's name is known. */
function useAuthorName({ authorId, postedAs }: MessageView): string {
  const t = useTranslations("reader");
  const names = useContext(NamesContext);
  return postedAs ?? names.people[authorId ?? ""]?.name ?? authorId ?? t("nobody");
}
