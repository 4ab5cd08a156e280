"use client";
import { useTranslations } from "next-intl";
import type { MessageView } from "../../../../core/api/reading.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { EmojiMark } from "../markup/EmojiMark.tsx";
import classes from "./Reactions.module.css";

/** How often a message received each emoji. */
export function Reactions({ reactions }: Pick<MessageView, "reactions">) {
  const t = useTranslations("reader");
  const format = useFormat();
  if (reactions.length === 0) return null;
  return (
    <ul className={classes.reactions} aria-label={t("reactions")}>
      {reactions.map(({ emoji, emojiId, count }) => (
        <li className={classes.reaction} key={emojiId ?? emoji}>
          <span>{emojiId === null ? emoji : <EmojiMark name={emoji} id={emojiId} />}</span>
          <span className={classes.count}>{format.compact(count)}</span>
        </li>
      ))}
    </ul>
  );
}
