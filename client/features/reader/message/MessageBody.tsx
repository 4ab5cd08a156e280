"use client";
import type { MessageView } from "../../../../core/api/reading.ts";
import { Markup } from "../markup/Markup.tsx";
import { Attachments } from "../media/Attachments.tsx";
import { besideLayout } from "./besideLayout.ts";
import { Carried } from "./Carried.tsx";
import { CommentsLine } from "./CommentsLine.tsx";
import { Components } from "./Components.tsx";
import { Embeds } from "./Embeds.tsx";
import { Forwards } from "./Forwards.tsx";
import classes from "./MessageItem.module.css";
import { OriginLine } from "./OriginLine.tsx";
import { Poll } from "./Poll.tsx";
import { Reactions } from "./Reactions.tsx";
import { Sounds } from "./Sounds.tsx";
import { Stickers } from "./Stickers.tsx";
import { saysText } from "./SystemLine.tsx";
import { ThreadLine } from "./ThreadLine.tsx";

/** Everything a message says and carries. */
export function MessageBody({
  message,
  album,
  isSystem,
}: {
  message: MessageView;
  album: readonly MessageView[];
  isSystem: boolean;
}) {
  const files = album.length > 0 ? album.flatMap(({ attachments }) => attachments) : besideLayout(message);
  // The words of an album stand with any of its pictures.
  const texts = (album.length > 0 ? album : [message]).filter(({ content }) => content !== "");
  const hasText = texts.length > 0 && !(isSystem && saysText(message));
  return (
    <>
      {message.forwardedFrom && <OriginLine origin={message.forwardedFrom} />}
      {hasText &&
        texts.map(({ id, content, entities }) => (
          <div className={classes.content} key={id}>
            <Markup text={content} entities={entities} />
          </div>
        ))}
      <Stickers stickers={message.stickers} />
      <Sounds sounds={message.sounds} />
      <Attachments attachments={files} />
      <Forwards forwards={message.forwards} />
      <Embeds embeds={message.embeds} />
      {message.poll && <Poll messageId={message.id} poll={message.poll} />}
      {message.carried && <Carried carried={message.carried} />}
      <Components components={message.components} />
      <Reactions message={message} />
      {message.thread && <ThreadLine thread={message.thread} />}
      {message.comments && <CommentsLine comments={message.comments} />}
    </>
  );
}
