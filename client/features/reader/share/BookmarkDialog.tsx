"use client";
import { Button, Textarea } from "@mantine/core";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import type { MessageView } from "../../../../core/api/reading.ts";
import { longestNote } from "../../../../core/model/bookmark.ts";
import { sendJson } from "../../../http/fetchJson.ts";
import { LazyModal } from "../../../ui/dialog/LazyDialogs.tsx";
import { notify } from "../../../ui/toasts/toasts.ts";
import { useReading } from "../ReadingContext.ts";
import classes from "./BookmarkDialog.module.css";

/** Marks a message, with a note that only this console shows. */
export function BookmarkDialog({ message, onClose }: { message: MessageView; onClose: () => void }) {
  const t = useTranslations("reader");
  const { guildId, channelId, replaceMessage } = useReading();
  const [note, setNote] = useState(message.bookmark?.note ?? "");
  const [isBusy, setBusy] = useState(false);
  const path = `/guilds/${guildId}/channels/${channelId}/messages/${message.id}/bookmark`;
  const change = async (how: () => Promise<MessageView["bookmark"]>) => {
    setBusy(true);
    try {
      replaceMessage({ ...message, bookmark: await how() });
      onClose();
    } catch (error) {
      notify.failed(t("bookmarkFailed"), error);
      setBusy(false);
    }
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    void change(async () => (await sendJson<{ bookmark: MessageView["bookmark"] }>(path, { note })).bookmark);
  };
  const remove = () =>
    void change(async () => {
      await sendJson(path, {}, "DELETE");
      return null;
    });
  return (
    <LazyModal opened onClose={onClose} title={message.bookmark ? t("bookmarkChange") : t("bookmarkAdd")}>
      <form className={classes.form} onSubmit={save}>
        <Textarea
          label={t("note")}
          description={t("noteHint")}
          value={note}
          maxLength={longestNote}
          minRows={3}
          maxRows={10}
          autosize
          data-autofocus
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <div className={classes.buttons}>
          {message.bookmark && (
            <Button variant="default" onClick={remove} disabled={isBusy}>
              {t("bookmarkRemove")}
            </Button>
          )}
          <Button type="submit" disabled={isBusy}>
            {t("save")}
          </Button>
        </div>
      </form>
    </LazyModal>
  );
}
