"use client";
import { UnstyledButton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useContext } from "react";
import type { MessageView } from "../../../../core/api/reading.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { EmojiMark } from "../markup/EmojiMark.tsx";
import { NamesContext } from "../markup/NamesContext.ts";
import { ResponsesButton } from "../responses/ResponsesButton.tsx";
import classes from "./Reactions.module.css";

/** How often a message received each emoji; by whom, where that is kept. */
export function Reactions({
  message: { id, reactions },
}: {
  message: Pick<MessageView, "id" | "reactions">;
}) {
  const t = useTranslations("reader");
  const format = useFormat();
  const { keepsResponses } = useContext(NamesContext).channel;
  if (reactions.length === 0) return null;
  return (
    <ul className={classes.reactions} aria-label={t("reactions")}>
      {reactions.map(({ item, emoji, emojiId, count }) => {
        const shown = (
          <>
            <span>{emojiId === null ? emoji : <EmojiMark name={emoji} id={emojiId} />}</span>
            <span className={classes.count}>{format.compact(count)}</span>
          </>
        );
        if (!keepsResponses)
          return (
            <li className={classes.reaction} key={item}>
              {shown}
            </li>
          );
        const title = t("whoReacted", { emoji: emojiId === null ? emoji : `:${emoji}:` });
        return (
          <li key={item}>
            <ResponsesButton
              key={count} // another number: asked for anew
              asked={{ messageId: id, kind: "reaction", item, title, count }}
              target={
                <UnstyledButton
                  className={classes.reaction}
                  aria-label={`${title} (${format.number(count)})`}
                >
                  {shown}
                </UnstyledButton>
              }
            />
          </li>
        );
      })}
    </ul>
  );
}
