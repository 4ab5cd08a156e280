"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { ExportView } from "../../../core/api/exports.ts";
import { Ago } from "../../ui/common/Ago.tsx";
import { LinkText } from "../../ui/common/LinkText.tsx";
import { Panel } from "../../ui/common/Panel.tsx";
import { Pill, type PillLook } from "../../ui/common/Pill.tsx";
import { ProgressBar } from "../../ui/common/ProgressBar.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import classes from "./ExportsPage.module.css";
import { againOf, downloadPath, isOpen, useExportActions } from "./useExports.ts";
import { useFormatName } from "./useFormatName.ts";

const looks: Partial<Record<ExportView["status"], PillLook>> = {
  completed: { icon: "done", tone: "ok" },
  warning: { icon: "warning", tone: "warn" },
  failed: { icon: "warning", tone: "bad" },
};

/** One export: how far it is, its file, and what can be done next. */
export function ExportCard({ shown }: { shown: ExportView }) {
  const t = useTranslations("exports");
  const formatName = useFormatName();
  const tStatus = useTranslations("status");
  const tReasons = useTranslations("reasons");
  const format = useFormat();
  const { start, cancel, discard } = useExportActions();
  const title = shown.name || shown.guildName || shown.query || t("title");
  return (
    <Panel
      title={title}
      aside={
        <Pill look={looks[shown.status] ?? { icon: "clock", tone: "mute" }}>{tStatus(shown.status)}</Pill>
      }
    >
      <div className={classes.stack}>
        {isOpen(shown) && <ProgressBar share={shown.progress} label={t("progressOf", { name: title })} />}
        <p className={classes.quiet}>
          {formatName(shown.format)} ·{" "}
          {t("written", { count: shown.messagesWritten, messages: format.number(shown.messagesWritten) })}
          {shown.resultBytes !== null && ` · ${format.bytes(shown.resultBytes)}`}
          {shown.query !== null && ` · ${shown.query}`}
          {(shown.isEncrypted || shown.encryptTo !== null) && ` · ${t("encrypted")}`}
          {" · "}
          <Ago at={shown.completedAt ?? shown.createdAt} />
        </p>
        {shown.isStale && <p>{t("stale")}</p>}
        {!shown.isStale && !shown.isReady && shown.resultName !== null && !isOpen(shown) && (
          <p>{t("gone")}</p>
        )}
        {shown.deliveredPath !== null && (
          <p className={classes.quiet}>
            {t(shown.destination === "s3" ? "deliveredTo.s3" : "deliveredTo.folder")}{" "}
            <code>{shown.deliveredPath}</code>
          </p>
        )}
        {shown.status === "pending" && shown.statusReason === "export_disk_low" && (
          <p>{tReasons("export_disk_low.hint")}</p>
        )}
        {shown.errorMessage !== null && <p>{shown.errorMessage}</p>}
        <div className={classes.buttons}>
          {shown.isReady && (
            <Button component="a" href={downloadPath(shown)} download>
              {t("download")}
            </Button>
          )}
          {isOpen(shown) ? (
            <Button variant="default" onClick={() => void cancel(shown)}>
              {t("cancel")}
            </Button>
          ) : (
            // Its passphrase is known to nobody here any more.
            !shown.isEncrypted && (
              <Button variant="default" onClick={() => void start(againOf(shown))}>
                {t("again")}
              </Button>
            )
          )}
          {shown.isReady && (
            <Button variant="subtle" onClick={() => void discard(shown)}>
              {t("discard")}
            </Button>
          )}
          {shown.isReady && shown.expiresAt !== null && (
            <span className={classes.quiet}>{t("until", { time: format.dateTime(shown.expiresAt) })}</span>
          )}
          <LinkText href={`/tasks/${shown.id}`}>{t("task", { id: shown.id })}</LinkText>
        </div>
      </div>
    </Panel>
  );
}
