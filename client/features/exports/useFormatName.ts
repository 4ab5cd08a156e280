"use client";
import { useTranslations } from "next-intl";
import type { ExportFormat } from "../../../core/model/exportFormat.ts";

/** The same in every language. */
const names: Readonly<Record<Exclude<ExportFormat, "txt">, string>> = {
  json: "JSON",
  html: "HTML",
  csv: "CSV",
  jsonl: "JSON Lines",
  parquet: "Parquet",
};

/** What people call a format. */
export function useFormatName(): (format: ExportFormat) => string {
  const t = useTranslations("exports");
  return (format) => (format === "txt" ? t("plainText") : names[format]);
}
