"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import type { ImportView } from "../../../core/api/imports.ts";
import { Ago } from "../../ui/common/Ago.tsx";
import { Figure } from "../../ui/common/Figure.tsx";
import { LinkText } from "../../ui/common/LinkText.tsx";
import { Panel } from "../../ui/common/Panel.tsx";
import { Pill, type PillLook } from "../../ui/common/Pill.tsx";
import { ProgressBar } from "../../ui/common/ProgressBar.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import { ImportDetail } from "./ImportDetail.tsx";
import classes from "./ImportsPage.module.css";
import { isOpen, useStartImport } from "./useImports.ts";

/** Names of programs, the same in every language. */
const formatNames: Partial<Record<ImportView["formats"][number], string>> = {
  backscroll_jsonl: "Backscroll (JSONL)",
  dce_json: "DiscordChatExporter (JSON)",
  dce_csv: "DiscordChatExporter (CSV)",
  dce_html: "DiscordChatExporter (HTML)",
  dht: "Discord History Tracker",
  dht_json: "Discord History Tracker (JSON)",
  telegram_json: "Telegram Desktop (JSON)",
  telegram_html: "Telegram Desktop (HTML)",
};

const looks: Partial<Record<ImportView["status"], PillLook>> = {
  completed: { icon: "done", tone: "ok" },
  warning: { icon: "warning", tone: "warn" },
  failed: { icon: "warning", tone: "bad" },
};

/** One import: how far it is, what it brought, and what can be done next. */
export function ImportCard({ shown }: { shown: ImportView }) {
  const t = useTranslations("imports");
  const tStatus = useTranslations("status");
  const format = useFormat();
  const start = useStartImport();
  const [isDetailed, setDetailed] = useState(false);
  const detailId = useId();
  const { uploadId, name, isComplete } = shown;
  const mayFollow =
    shown.isDryRun && uploadId !== null && (shown.status === "completed" || shown.status === "warning");
  return (
    <Panel
      title={name}
      aside={
        <span className={classes.head}>
          {shown.isDryRun && <Pill look={{ icon: "eye", tone: "plain" }}>{t("dryRun")}</Pill>}
          <Pill look={looks[shown.status] ?? { icon: "clock", tone: "mute" }}>{tStatus(shown.status)}</Pill>
        </span>
      }
    >
      <div className={classes.stack}>
        {isOpen(shown) && <ProgressBar share={shown.progress} label={t("progressOf", { name })} />}
        <p className={classes.quiet}>
          {shown.formats.length > 0 &&
            `${format.list(shown.formats.map((each) => formatNames[each] ?? t("dataPackage")))} · `}
          {shown.sizeBytes !== null && `${format.bytes(shown.sizeBytes)} · `}
          <Ago at={shown.completedAt ?? shown.createdAt} />
        </p>
        <div className={classes.figures}>
          <Figure name={t("read")} value={format.number(shown.messagesRead)} />
          <Figure
            name={shown.isDryRun ? t("wouldSave") : t("saved")}
            value={format.number(shown.messagesSaved)}
          />
          <Figure name={t("merged")} value={format.number(shown.messagesMerged)} />
          <Figure name={t("known")} value={format.number(shown.messagesKnown)} />
          <Figure name={t("skipped")} value={format.number(shown.itemsSkipped)} />
          <Figure name={t("filesStored")} value={format.number(shown.filesStored)} />
        </div>
        {shown.errorMessage !== null && <p>{shown.errorMessage}</p>}
        <div className={classes.buttons}>
          {mayFollow && (
            <Button onClick={() => void start({ uploadId, name, dryRun: false, isComplete })}>
              {t("importNow")}
            </Button>
          )}
          <Button
            variant="default"
            aria-expanded={isDetailed}
            aria-controls={detailId}
            onClick={() => setDetailed(!isDetailed)}
          >
            {t("detail")}
          </Button>
          <LinkText href={`/tasks/${shown.id}`}>{t("task", { id: shown.id })}</LinkText>
        </div>
        <div id={detailId}>{isDetailed && <ImportDetail id={shown.id} isMoving={isOpen(shown)} />}</div>
      </div>
    </Panel>
  );
}
