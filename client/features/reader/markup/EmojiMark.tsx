"use client";
import { useContext } from "react";
import { smallPicture } from "../media/mediaKind.ts";
import { StoredImage } from "../media/StoredImage.tsx";
import classes from "./Markup.module.css";
import { NamesContext } from "./NamesContext.ts";

/**
 * A custom emoji: its picture where it is stored. Elsewhere its name, or on Telegram the plain likeness that stands in
 * the text for it.
 */
export function EmojiMark({ name, id }: { name: string; id: string }) {
  const { channel, emoji } = useContext(NamesContext);
  const url = smallPicture(emoji[id] ?? null);
  const words = channel.platform === "telegram" ? name : `:${name}:`;
  if (url !== null) {
    return <StoredImage className={classes.picture} url={url} alt={words} title={words} />;
  }
  return channel.platform === "telegram" ? name : <span className={classes.emoji}>{words}</span>;
}
