"use client";
import { useTranslations } from "next-intl";
import type { AttachmentView } from "../../../../core/api/reading.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import classes from "./Attachments.module.css";

/** The files of a message, by what is known of them. */
export function Attachments({ attachments }: { attachments: readonly AttachmentView[] }) {
  const t = useTranslations("reader");
  const format = useFormat();
  if (attachments.length === 0) return null;
  return (
    <ul className={classes.files}>
      {attachments.map((file) => {
        const size = file.width && file.height ? `${file.width} × ${file.height}` : null;
        const length = file.durationSeconds === null ? null : format.duration(file.durationSeconds);
        return (
          <li className={classes.file} key={file.id}>
            <Icon name={iconOf(file.contentType)} size={18} />
            <span className={classes.words}>
              <span className={classes.name}>{file.fileName}</span>
              <span className={classes.facts}>
                {[format.bytes(file.sizeBytes), size, length, file.isSpoiler ? t("spoiler") : null]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
              {file.description && <span className={classes.facts}>{file.description}</span>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function iconOf(contentType: string | null) {
  if (contentType?.startsWith("image/")) return "eye";
  if (contentType?.startsWith("audio/")) return "speaker";
  return contentType?.startsWith("video/") ? "play" : "folder";
}
