"use client";
/** How downloading goes, what could not be had, and what people change about it. */
import { useTranslations } from "next-intl";
import { useCallback, useState } from "react";
import { mutate } from "swr";
import type { FilesView, MissedFilesView, RetryFilesInput } from "../../../core/api/files.ts";
import type { FileKind, FileReason } from "../../../core/model/media.ts";
import { sendJson } from "../../http/fetchJson.ts";
import { useResource } from "../../http/useResource.ts";
import { notify } from "../../ui/toasts/toasts.ts";

const path = "/files";

export const useFiles = () =>
  useResource<FilesView>(path, {
    poll: "view",
    isBusy: ({ kinds, isDownloading }) =>
      isDownloading || kinds.some(({ isOn, waiting }) => isOn && waiting > 0),
  });

/** Failed files, `limit` of them, of one reason or all. */
export function useMissedFiles(reason: FileReason | null, limit: number) {
  const query = new URLSearchParams({ limit: String(limit), ...(reason ? { reason } : {}) });
  return useResource<MissedFilesView>(`${path}/failed?${query}`, { poll: 5_000, keepPrevious: true });
}

export interface FileActions {
  isBusy: boolean;
  /** Failures are told to the user. */
  retry: (which: RetryFilesInput) => Promise<void>;
  setKinds: (kinds: readonly FileKind[]) => Promise<void>;
}

export function useFileActions(): FileActions {
  const t = useTranslations("files");
  const [isBusy, setBusy] = useState(false);
  const act = useCallback(
    async (work: () => Promise<string>) => {
      setBusy(true);
      try {
        notify.done(await work());
      } catch (error) {
        notify.failed(t("changeFailed"), error);
      } finally {
        setBusy(false);
        void mutate((key) => typeof key === "string" && key.startsWith(path));
      }
    },
    [t],
  );
  return {
    isBusy,
    retry: (which) =>
      act(async () => {
        const { retried } = await sendJson<{ retried: number }>(`${path}/retry`, which);
        return t("retried", { count: retried });
      }),
    setKinds: (kinds) =>
      act(async () => {
        await sendJson(`${path}/settings`, { kinds }, "PATCH");
        return t("kindsSaved");
      }),
  };
}
