"use client";
import { Button, Skeleton } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { BookmarkListView, BookmarkView } from "../../../core/api/reading.ts";
import { fetchJson } from "../../http/fetchJson.ts";
import { useResource } from "../../http/useResource.ts";
import { EmptyState } from "../../ui/common/EmptyState.tsx";
import { LoadFailed } from "../../ui/common/LoadFailed.tsx";
import { PageHeader } from "../../ui/common/PageHeader.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import { Icon } from "../../ui/icons/Icon.tsx";
import { notify } from "../../ui/toasts/toasts.ts";
import { readerPath } from "../channels/readerPath.ts";
import classes from "./BookmarksPage.module.css";

/** Messages that were marked, with what was noted about them, newest mark first. */
export function BookmarksPage() {
  const t = useTranslations("bookmarks");
  const { data, error, mutate } = useResource<BookmarkListView>("/bookmarks", { poll: "view" });
  const [more, setMore] = useState<BookmarkListView | null>(null);
  const bookmarks = [...(data?.bookmarks ?? []), ...(more?.bookmarks ?? [])];
  const cursor = more ? more.nextCursor : (data?.nextCursor ?? null);
  const loadMore = async () => {
    try {
      const page = await fetchJson<BookmarkListView>(`/bookmarks?cursor=${cursor}`);
      setMore({ ...page, bookmarks: [...(more?.bookmarks ?? []), ...page.bookmarks] });
    } catch (failure) {
      notify.failed(t("loadFailed"), failure);
    }
  };
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} />
      {!data &&
        (error ? <LoadFailed error={error} retry={() => void mutate()} /> : <Skeleton height={240} />)}
      {data && bookmarks.length === 0 && <EmptyState icon="bookmark">{t("none")}</EmptyState>}
      <ul className={classes.list}>
        {bookmarks.map((bookmark) => (
          <li key={`${bookmark.channelId} ${bookmark.messageId}`}>
            <Bookmark bookmark={bookmark} />
          </li>
        ))}
      </ul>
      {cursor !== null && (
        <Button variant="default" onClick={() => void loadMore()}>
          {t("more")}
        </Button>
      )}
    </>
  );
}

function Bookmark({ bookmark }: { bookmark: BookmarkView }) {
  const t = useTranslations("bookmarks");
  const format = useFormat();
  const {
    guildId,
    guildName,
    channelId,
    channelName,
    messageId,
    authorName,
    excerpt,
    isDeleted,
    sentAt,
    note,
  } = bookmark;
  return (
    <article className={classes.card}>
      <p className={classes.where}>
        <span>{guildName}</span>
        <Link className={classes.link} href={readerPath(guildId, channelId, { message: messageId })}>
          <Icon name="hash" size={13} />
          {channelName} · {format.dateTime(sentAt)}
        </Link>
        {isDeleted && <span className={classes.deleted}>{t("deleted")}</span>}
      </p>
      <p className={classes.words}>
        <strong>{authorName ?? t("nobody")}</strong> {excerpt || t("noWords")}
      </p>
      {note && <p className={classes.note}>{note}</p>}
    </article>
  );
}
