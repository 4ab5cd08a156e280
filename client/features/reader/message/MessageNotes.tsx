"use client";
import { useTranslations } from "next-intl";
import type { MessageView } from "../../../../core/api/reading.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import classes from "./MessageItem.module.css";

/** What became of a message, and what was noted about it. */
export function MessageNotes({
  message,
  onVersions,
  onBookmark,
}: {
  message: MessageView;
  onVersions: () => void;
  onBookmark: () => void;
}) {
  const t = useTranslations("reader");
  const format = useFormat();
  const { deletedAt, editedAt, versionCount, views, bookmark } = message;
  if (!deletedAt && !editedAt && views === null && !bookmark) return null;
  return (
    <div className={classes.notes}>
      {deletedAt && (
        <span className={classes.deleted}>
          <Icon name="cancel" size={13} /> {t("deleted", { time: format.dateTime(deletedAt) })}
        </span>
      )}
      {editedAt &&
        (versionCount > 0 ? (
          <button type="button" className={classes.edited} onClick={onVersions}>
            {t("editedVersions", { count: versionCount })}
          </button>
        ) : (
          <span title={format.dateTime(editedAt)}>{t("edited")}</span>
        ))}
      {views !== null && <span>{t("views", { count: views, shown: format.compact(views) })}</span>}
      {bookmark && (
        <button type="button" className={classes.bookmark} onClick={onBookmark}>
          <Icon name="bookmark" size={13} /> {bookmark.note || t("bookmarked")}
        </button>
      )}
    </div>
  );
}
