"use client";
import { Skeleton } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { MessageVersionsView, MessageView } from "../../../../core/api/reading.ts";
import { useResource } from "../../../http/useResource.ts";
import { LoadFailed } from "../../../ui/common/LoadFailed.tsx";
import { LazyModal } from "../../../ui/dialog/LazyDialogs.tsx";
import { useFormat } from "../../../ui/format/useFormat.ts";
import classes from "./VersionsDialog.module.css";

/** What a message said before, with its marks as they were written. */
export function VersionsDialog({
  guildId,
  channelId,
  message,
  onClose,
}: {
  guildId: string;
  channelId: string;
  message: MessageView;
  onClose: () => void;
}) {
  const t = useTranslations("reader");
  const format = useFormat();
  const path = `/guilds/${guildId}/channels/${channelId}/messages/${message.id}/versions`;
  const { data, error, mutate } = useResource<MessageVersionsView>(path, { poll: null });
  const said = [
    ...(data?.versions ?? []).map(({ content, editedAt }) => ({ content, at: editedAt })),
    { content: message.content, at: message.editedAt },
  ];
  return (
    <LazyModal opened onClose={onClose} title={t("versions")} size="lg">
      {!data &&
        (error ? <LoadFailed error={error} retry={() => void mutate()} /> : <Skeleton height={120} />)}
      {data && (
        <ol className={classes.versions}>
          {said.map(({ content, at }, index) => (
            <li className={classes.version} key={index}>
              <p className={classes.time}>{format.dateTime(at ?? message.createdAt)}</p>
              <p className={classes.text}>{content || t("noWords")}</p>
            </li>
          ))}
        </ol>
      )}
    </LazyModal>
  );
}
