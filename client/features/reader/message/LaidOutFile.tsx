"use client";
import { useTranslations } from "next-intl";
import type { ComponentView } from "../../../../core/api/reading.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import { Spoiler } from "../markup/Spoiler.tsx";
import { smallPicture } from "../media/mediaKind.ts";
import { StoredImage } from "../media/StoredImage.tsx";
import classes from "./Components.module.css";

/** A picture, film or file of a layout: our copy where there is one, its words elsewhere. */
export function LaidOutFile({ part }: { part: ComponentView }) {
  const shown = <Shown part={part} />;
  return part.isSpoiler ? <Spoiler>{shown}</Spoiler> : shown;
}

function Shown({ part: { kind, text, file } }: { part: ComponentView }) {
  const t = useTranslations("reader");
  const picture = kind === "media" ? smallPicture(file) : null;
  if (picture !== null)
    return <StoredImage className={classes.picture} url={picture} alt={text} title={text || undefined} />;
  const name = text || t(kind === "media" ? "media" : "file");
  const words = (
    <>
      <Icon name={kind === "media" ? "picture" : "file"} size={16} /> {name}
    </>
  );
  if (!file?.url) return <span className={classes.media}>{words}</span>;
  if (file.contentType?.startsWith("video/"))
    return (
      // oxlint-disable-next-line jsx-a11y/media-has-caption -- archived films come without captions
      <video className={classes.picture} src={file.url} controls preload="none" aria-label={name} />
    );
  return (
    <a className={classes.media} href={file.url} download>
      {words}
    </a>
  );
}
