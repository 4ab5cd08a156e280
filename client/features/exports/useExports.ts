"use client";
/** Exports as the API has them, and what the page asks of them. */
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { mutate } from "swr";
import type {
  EstimateExportInput,
  ExportActionView,
  ExportEstimateView,
  ExportListView,
  ExportView,
  NewExportInput,
} from "../../../core/api/exports.ts";
import { sendJson } from "../../http/fetchJson.ts";
import { useResource } from "../../http/useResource.ts";
import { notify } from "../../ui/toasts/toasts.ts";

const path = "/exports";

/** What is asked for; the API fills in the rest. */
export type WantedExport = Partial<NewExportInput> & Pick<NewExportInput, "format">;

/** True until nothing more will happen to it by itself. */
export const isOpen = ({ status }: ExportView): boolean =>
  status === "pending" || status === "running" || status === "paused";

export const useExports = () =>
  useResource<ExportListView>(path, { poll: "view", isBusy: ({ exports }) => exports.some(isOpen) });

/** Where the browser downloads it from, going on by itself where a connection broke. */
export const downloadPath = ({ id }: ExportView): string => `/api/v1${path}/${id}/file`;

/** What can be asked of exports; false when it was refused, which the reader is told. */
export function useExportActions() {
  const t = useTranslations("exports");
  const attempt = async (act: () => Promise<unknown>, failure: string): Promise<boolean> => {
    try {
      await act();
      await mutate(path);
      return true;
    } catch (error) {
      notify.failed(failure, error);
      return false;
    }
  };
  return {
    start: (wanted: WantedExport) =>
      attempt(() => sendJson<ExportActionView>(path, wanted), t("startFailed")),
    cancel: ({ id }: ExportView) => attempt(() => sendJson(`/tasks/${id}/cancel`), t("cancelFailed")),
    discard: ({ id }: ExportView) =>
      attempt(() => sendJson(`${path}/${id}`, {}, "DELETE"), t("discardFailed")),
  };
}

/** The same once more. */
export const againOf = (shown: ExportView): WantedExport => ({
  format: shown.format,
  name: shown.name,
  ...(shown.guildId === null ? {} : { guildId: shown.guildId }),
  ...(shown.channelIds === null || shown.channelIds.length === 0 ? {} : { channelIds: shown.channelIds }),
  ...(shown.personId === null ? {} : { personId: shown.personId }),
  ...(shown.query === null ? {} : { query: shown.query }),
  timezone: shown.timezone,
  ...(shown.after === null ? {} : { after: shown.after }),
  ...(shown.before === null ? {} : { before: shown.before }),
  files: shown.files,
  isExact: shown.isExact,
  ...(shown.partitionMessages === null ? {} : { partitionMessages: shown.partitionMessages }),
  ...(shown.partitionBytes === null ? {} : { partitionBytes: shown.partitionBytes }),
  fileNames: shown.fileNames,
  ...(shown.encryptTo === null ? {} : { encryptTo: shown.encryptTo }),
});

/** Asked for after a pause, so that no search is counted at every key. */
const estimateAfterMs = 500;

/** How much it would be; null while that is not known. */
export function useEstimate(wanted: Partial<EstimateExportInput> | null): ExportEstimateView | null {
  const [known, setKnown] = useState<{ asked: string; found: ExportEstimateView | null } | null>(null);
  const asked = wanted && JSON.stringify(wanted);
  useEffect(() => {
    if (asked === null) return;
    let isWanted = true;
    const timer = setTimeout(async () => {
      // What cannot be counted is told when it is asked for.
      const found = await sendJson<ExportEstimateView>(`${path}/estimate`, JSON.parse(asked)).catch(
        () => null,
      );
      if (isWanted) setKnown({ asked, found });
    }, estimateAfterMs);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [asked]);
  return known && known.asked === asked ? known.found : null; // of another choice it says nothing
}
