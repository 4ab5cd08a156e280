"use client";
import { NativeSelect, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import {
  type ExportDestination,
  type ExportFileChoice,
  type ExportFormat,
  exportDestinations,
  exportFileChoices,
  exportFormats,
} from "../../../core/model/exportFormat.ts";
import { useFormatName } from "../exports/useFormatName.ts";
import { type ExportForm, problemOf, type ScheduleForm } from "./scheduleForm.ts";

interface ExportFieldsProps {
  form: ScheduleForm;
  onChange: (part: Partial<ExportForm>) => void;
}

/** What a schedule exports, where the file goes and how many of them stay. */
export function ExportFields({ form, onChange }: ExportFieldsProps) {
  const t = useTranslations("schedules");
  const tExports = useTranslations("exports");
  const formatName = useFormatName();
  const { format, files, days, destination, folder, keep, encryptTo } = form.export;
  const problem = problemOf(form);
  return (
    <>
      <NativeSelect
        label={tExports("format")}
        description={tExports(`about.${format}`)}
        value={format}
        onChange={(event) => onChange({ format: event.currentTarget.value as ExportFormat })}
        data={exportFormats.map((each) => ({ value: each, label: formatName(each) }))}
      />
      <NativeSelect
        label={tExports("files")}
        value={files}
        onChange={(event) => onChange({ files: event.currentTarget.value as ExportFileChoice })}
        data={exportFileChoices.map((each) => ({ value: each, label: tExports(`filesChoice.${each}`) }))}
      />
      <TextInput
        label={t("days")}
        description={t("daysHint")}
        inputMode="numeric"
        value={days}
        error={problem === "days" ? t("daysProblem") : undefined}
        onChange={(event) => onChange({ days: event.currentTarget.value.trim() })}
      />
      <NativeSelect
        label={t("destination")}
        description={t(`destinationHint.${destination}`)}
        value={destination}
        onChange={(event) => onChange({ destination: event.currentTarget.value as ExportDestination })}
        data={exportDestinations.map((each) => ({ value: each, label: t(`destinations.${each}`) }))}
      />
      {destination !== "download" && (
        <TextInput
          label={t("folder")}
          description={t("folderHint")}
          spellCheck={false}
          value={folder}
          error={problem === "folder" ? t("folderProblem") : undefined}
          onChange={(event) => onChange({ folder: event.currentTarget.value })}
        />
      )}
      <TextInput
        label={t("keepNewest")}
        description={t("keepNewestHint")}
        inputMode="numeric"
        value={keep}
        error={problem === "keep" ? t("keepNewestProblem") : undefined}
        onChange={(event) => onChange({ keep: event.currentTarget.value.trim() })}
      />
      <TextInput
        label={t("encryptTo")}
        description={t("encryptToHint")}
        spellCheck={false}
        value={encryptTo}
        error={problem === "key" ? t("encryptToProblem") : undefined}
        onChange={(event) => onChange({ encryptTo: event.currentTarget.value })}
      />
    </>
  );
}
