"use client";
import { Skeleton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { MessageVersionsView, MessageView } from "../../../../core/api/reading.ts";
import { useResource } from "../../../http/useResource.ts";
import { LoadFailed } from "../../../ui/common/LoadFailed.tsx";
import { LazyModal } from "../../../ui/dialog/LazyDialogs.tsx";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { diffTexts } from "./diff.ts";
import classes from "./VersionsDialog.module.css";

/** What a message said before and after each edit, side by side, with its marks as they were written. */
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
  const path = `/guilds/${guildId}/channels/${channelId}/messages/${message.id}/versions`;
  const { data, error, mutate } = useResource<MessageVersionsView>(path, { poll: null });
  const said: Version[] = [
    ...(data?.versions ?? []).map(({ content, editedAt }) => ({
      content,
      at: editedAt ?? message.createdAt,
    })),
    { content: message.content, at: message.editedAt ?? message.createdAt },
  ];
  const pairs = said.slice(1).map((after, index) => [said[index] as Version, after] as const);
  return (
    <LazyModal opened onClose={onClose} title={t("versions")} size="lg">
      {!data &&
        (error ? <LoadFailed error={error} retry={() => void mutate()} /> : <Skeleton height={120} />)}
      {data && (
        <ol className={classes.edits}>
          {pairs.toReversed().map(([before, after]) => (
            <li key={`${before.at} ${after.at} ${before.content}`}>
              <Edit before={before} after={after} />
            </li>
          ))}
        </ol>
      )}
    </LazyModal>
  );
}

interface Version {
  content: string;
  at: string;
}

function Edit({ before, after }: { before: Version; after: Version }) {
  const t = useTranslations("reader");
  const format = useFormat();
  const changes = useMemo(() => diffTexts(before.content, after.content), [before.content, after.content]);
  const side = (version: Version, own: "removed" | "added", label: string) => (
    <div className={classes.side}>
      <p className={classes.time}>
        <strong>{label}</strong> {format.dateTime(version.at)}
      </p>
      <p className={classes.text}>
        {version.content === "" && t("noWords")}
        {changes.map(({ kind, text }, index) => {
          if (kind === "same") return text;
          if (kind !== own) return null;
          return own === "removed" ? (
            <del className={classes.removed} key={index}>
              {text}
            </del>
          ) : (
            <ins className={classes.added} key={index}>
              {text}
            </ins>
          );
        })}
      </p>
    </div>
  );
  return (
    <div className={classes.edit}>
      {side(before, "removed", t("before"))}
      {side(after, "added", t("after"))}
    </div>
  );
}
