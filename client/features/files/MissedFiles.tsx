"use client";
import { Button, NativeSelect } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { FilesView, MissedFileView } from "../../../core/api/files.ts";
import type { FileReason } from "../../../core/model/media.ts";
import { Ago } from "../../ui/common/Ago.tsx";
import { EmptyState } from "../../ui/common/EmptyState.tsx";
import { LoadFailed } from "../../ui/common/LoadFailed.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import classes from "./FilesPage.module.css";
import { useFileActions, useMissedFiles } from "./useFiles.ts";

const step = 50;
/** What one answer may hold. */
const most = 200;

/** What could not be had, with its reasons; one, those of a reason, or all are tried again on request. */
export function MissedFiles({ files: { reasons, kinds } }: { files: FilesView }) {
  const t = useTranslations("files");
  const format = useFormat();
  const [reason, setReason] = useState<FileReason | null>(null);
  const [limit, setLimit] = useState(step);
  const { data, error, mutate } = useMissedFiles(reason, limit);
  const { isBusy, retry } = useFileActions();
  if (!data && error) return <LoadFailed error={error} retry={() => void mutate()} />;
  if (reasons.length === 0) {
    const toCome = kinds.reduce((sum, kind) => sum + (kind.isOn ? kind.waiting : 0), 0);
    if (toCome === 0) return <EmptyState icon="check">{t("nothingMissed")}</EmptyState>;
    return <EmptyState icon="clock">{t("nothingMissedYet", { count: toCome })}</EmptyState>;
  }
  return (
    <>
      <div className={classes.line}>
        <NativeSelect
          label={t("reason")}
          value={reason ?? ""}
          onChange={(event) => setReason((event.currentTarget.value || null) as FileReason | null)}
          data={[
            { value: "", label: t("allReasons") },
            ...reasons.map((each) => ({
              value: each.reason,
              label: `${t(`reason_${each.reason}`)} (${format.number(each.count)})`,
            })),
          ]}
        />
        <Button variant="default" loading={isBusy} onClick={() => void retry(reason ? { reason } : {})}>
          {t("retryAll")}
        </Button>
      </div>
      <ul className={classes.missed}>
        {data?.files.map((file) => (
          <MissedFile
            key={`${file.kind}:${file.channelId}:${file.messageId}:${file.item}`}
            file={file}
            isBusy={isBusy}
            onRetry={() =>
              void retry({
                file: {
                  kind: file.kind,
                  channelId: file.channelId,
                  messageId: file.messageId,
                  item: file.item,
                },
              })
            }
          />
        ))}
      </ul>
      {data?.nextCursor && limit < most && (
        <Button variant="subtle" onClick={() => setLimit(Math.min(limit + step, most))}>
          {t("more")}
        </Button>
      )}
    </>
  );
}

function MissedFile({
  file,
  isBusy,
  onRetry,
}: {
  file: MissedFileView;
  isBusy: boolean;
  onRetry: () => void;
}) {
  const t = useTranslations("files");
  const name = file.fileName ?? `${t(`kind_${file.kind}`)} ${file.item}`;
  const place = [file.guildName, file.channelName && `#${file.channelName}`].filter(Boolean).join(" · ");
  return (
    <li className={classes.line}>
      <div className={classes.words}>
        <span className={classes.name}>{name}</span>
        <span className={classes.quiet}>
          {file.guildId && file.channelId && file.messageId ? (
            <Link href={`/guilds/${file.guildId}/channels/${file.channelId}?message=${file.messageId}`}>
              {place}
            </Link>
          ) : (
            place
          )}
          {place && " · "}
          <Ago at={file.updatedAt} />
        </span>
        <span>{t(`reason_${file.reason}`)}</span>
        {file.message && (
          <span className={classes.quiet} lang="en">
            {file.message}
          </span>
        )}
      </div>
      <Button
        variant="default"
        size="xs"
        disabled={isBusy}
        aria-label={t("retryOne", { name })}
        onClick={onRetry}
      >
        {t("retry")}
      </Button>
    </li>
  );
}
