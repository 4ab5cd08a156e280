"use client";
import { useContext } from "react";
import { Monogram } from "../../../ui/common/Monogram.tsx";
import { NamesContext } from "../markup/NamesContext.ts";
import { smallPicture } from "../media/mediaKind.ts";
import { StoredImage } from "../media/StoredImage.tsx";
import classes from "./Avatar.module.css";

/** A person's picture where it is stored, the initials elsewhere. `size` in pixels. */
export function Avatar({ id, name, size }: { id: string | null; name: string; size: number }) {
  const url = smallPicture(useContext(NamesContext).people[id ?? ""]?.avatar ?? null);
  if (url === null) return <Monogram id={id ?? "0"} name={name} size={size} />;
  return <StoredImage className={classes.avatar} url={url} alt="" width={size} height={size} />;
}
