"use client";
import { useTranslations } from "next-intl";
import type { StoredFileView } from "../../../../core/api/files.ts";
import type { AttachmentView } from "../../../../core/api/reading.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import classes from "./Attachments.module.css";
import { StoredPicture } from "./StoredPicture.tsx";

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
            {file.file && !file.isSpoiler && (
              <StoredMedia file={file.file} label={file.description ?? file.fileName} />
            )}
            <Icon name={iconOf(file.contentType)} size={18} />
            <span className={classes.words}>
              <span className={classes.name}>
                {file.file?.url ? (
                  <a href={file.file.url} download={file.fileName}>
                    {file.fileName}
                  </a>
                ) : (
                  file.fileName
                )}
              </span>
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

/** What of a stored file can be seen or heard in its place; nothing for other files. */
function StoredMedia({ file, label }: { file: StoredFileView; label: string }) {
  const { url, contentType } = file;
  if (url === null || contentType === null) return null;
  if (contentType.startsWith("image/")) return <StoredPicture file={file} label={label} />;
  // What people say into a microphone comes without captions.
  if (contentType.startsWith("audio/") || contentType === "application/ogg")
    return <audio className={classes.player} controls preload="none" src={url} aria-label={label} />; // oxlint-disable-line jsx-a11y/media-has-caption
  if (contentType === "video/mp4" || contentType === "video/webm")
    return <video className={classes.player} controls preload="none" src={url} aria-label={label} />; // oxlint-disable-line jsx-a11y/media-has-caption
  return null;
}

function iconOf(contentType: string | null) {
  if (contentType?.startsWith("image/")) return "eye";
  if (contentType?.startsWith("audio/")) return "speaker";
  return contentType?.startsWith("video/") ? "play" : "folder";
}
