"use client";
import { useTranslations } from "next-intl";
import type { MessageView } from "../../../../core/api/reading.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import classes from "./Sounds.module.css";

/** Sounds of the soundboard that a message plays: to be heard where they are stored. */
export function Sounds({ sounds }: Pick<MessageView, "sounds">) {
  const t = useTranslations("reader");
  return sounds.map(({ id, name, emoji, file }) => {
    const words = t("sound", { name });
    return (
      <p className={classes.sound} key={id}>
        <span aria-hidden="true">{emoji ?? <Icon name="speaker" size={18} />}</span>
        <span className={classes.name}>{words}</span>
        {file?.url && (
          // oxlint-disable-next-line jsx-a11y/media-has-caption -- archived sounds come without captions
          <audio className={classes.player} src={file.url} controls preload="none" aria-label={words} />
        )}
      </p>
    );
  });
}
