"use client";
import { Skeleton } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { FilesView } from "../../../core/api/files.ts";
import { Figure } from "../../ui/common/Figure.tsx";
import { LoadFailed } from "../../ui/common/LoadFailed.tsx";
import { PageHeader } from "../../ui/common/PageHeader.tsx";
import { Panel } from "../../ui/common/Panel.tsx";
import { Pill, type PillLook } from "../../ui/common/Pill.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import classes from "./FilesPage.module.css";
import { KindTable } from "./KindTable.tsx";
import { MissedFiles } from "./MissedFiles.tsx";
import { useFiles } from "./useFiles.ts";

/** The files of the archive: how many there are, what is on its way, what could not be had and why. */
export function FilesPage() {
  const t = useTranslations("files");
  const { data, error, mutate } = useFiles();
  return (
    <>
      <PageHeader title={t("title")} />
      {!data && error && <LoadFailed error={error} retry={() => void mutate()} />}
      {!data && !error && <Skeleton height={220} radius={12} aria-busy="true" />}
      {data && (
        <div className={classes.page}>
          <Panel title={t("stored")} aside={<State files={data} />}>
            <Sums files={data} />
          </Panel>
          <Panel title={t("kinds")}>
            <p className={classes.lead}>{t("kindsLead")}</p>
            <KindTable files={data} />
          </Panel>
          <Panel title={t("missed")}>
            <MissedFiles files={data} />
          </Panel>
        </div>
      )}
    </>
  );
}

/** What downloading does right now. */
function State({ files }: { files: FilesView }) {
  const t = useTranslations("files");
  const state = stateOf(files);
  return <Pill look={looks[state]}>{t(`state_${state}`)}</Pill>;
}

const looks = {
  off: { icon: "pause", tone: "mute" },
  diskLow: { icon: "warning", tone: "warn" },
  downloading: { icon: "fetch", tone: "accent" },
  waiting: { icon: "clock", tone: "plain" },
  upToDate: { icon: "check", tone: "ok" },
} as const satisfies Record<string, PillLook>;

function stateOf({ isOn, isDiskLow, isDownloading, kinds }: FilesView): keyof typeof looks {
  if (!isOn) return "off";
  if (isDiskLow) return "diskLow";
  const isWaiting = kinds.some((kind) => kind.isOn && kind.waiting > 0);
  if (isWaiting) return isDownloading ? "downloading" : "waiting";
  return "upToDate";
}

function Sums({ files }: { files: FilesView }) {
  const t = useTranslations("files");
  const format = useFormat();
  const { contents, referencedBytes, kinds } = files;
  const sum = (count: (kind: FilesView["kinds"][number]) => number) =>
    kinds.reduce((total, kind) => total + (kind.isOn ? count(kind) : 0), 0);
  return (
    <div className={classes.figures}>
      <Figure name={t("contents")} value={format.number(contents.count)}>
        {t("contentsHint", { place: files.storage === "s3" ? t("storageS3") : t("storageLocal") })}
      </Figure>
      <Figure name={t("size")} value={format.bytes(contents.bytes)}>
        {referencedBytes > contents.bytes &&
          t("saved", { bytes: format.bytes(referencedBytes - contents.bytes) })}
      </Figure>
      <Figure name={t("waiting")} value={format.number(sum(({ waiting }) => waiting))}>
        {sum(({ retrying }) => retrying) > 0 && t("retrying", { count: sum(({ retrying }) => retrying) })}
      </Figure>
      <Figure name={t("failed")} value={format.number(sum(({ failed }) => failed))} />
    </div>
  );
}
