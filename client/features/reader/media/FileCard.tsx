"use client";
import { useTranslations } from "next-intl";
import type { AttachmentView } from "../../../../core/api/reading.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import classes from "./FileCard.module.css";

/** A file that is neither looked at nor listened to here: what it is, and its content where it is stored. */
export function FileCard({ file }: { file: AttachmentView }) {
  const t = useTranslations("reader");
  const format = useFormat();
  const facts = [
    format.bytes(file.sizeBytes),
    file.isSpoiler ? t("spoiler") : null,
    file.file?.url ? null : t("notStored"),
  ];
  const words = (
    <>
      <Icon name="file" size={20} />
      <span className={classes.words}>
        <span className={classes.name}>{file.fileName}</span>
        <span className={classes.facts}>{facts.filter(Boolean).join(" · ")}</span>
        {file.description && <span className={classes.facts}>{file.description}</span>}
      </span>
    </>
  );
  const url = file.file?.url;
  if (!url) return <span className={classes.card}>{words}</span>;
  return (
    <a className={classes.card} href={url} download={file.fileName}>
      {words}
      <Icon name="fetch" size={16} />
    </a>
  );
}
