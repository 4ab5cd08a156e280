"use client";
import { useTranslations } from "next-intl";
import type { MessageView } from "../../../../core/api/reading.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import { smallPicture } from "../media/mediaKind.ts";
import { StoredImage } from "../media/StoredImage.tsx";
import classes from "./Stickers.module.css";

/** Stickers by their pictures where those are stored, by their names elsewhere. */
export function Stickers({ stickers }: Pick<MessageView, "stickers">) {
  const t = useTranslations("reader");
  return stickers.map(({ name, file }, index) => {
    const url = smallPicture(file);
    const words = t("sticker", { name });
    return url === null ? (
      <p className={classes.absent} key={index}>
        <Icon name="spark" size={18} /> {words}
      </p>
    ) : (
      <StoredImage className={classes.sticker} key={index} url={url} alt={words} title={name} />
    );
  });
}
