"use client";
/** Imports as the API has them, and what the page asks of them. */
import { useTranslations } from "next-intl";
import { mutate } from "swr";
import type {
  ImportActionView,
  ImportDetailView,
  ImportListView,
  ImportView,
} from "../../../core/api/imports.ts";
import { sendJson } from "../../http/fetchJson.ts";
import { useResource } from "../../http/useResource.ts";
import { notify } from "../../ui/toasts/toasts.ts";

const path = "/imports";

/** True until nothing more will happen to it by itself. */
export const isOpen = ({ status }: ImportView): boolean =>
  status === "pending" || status === "running" || status === "paused";

export const useImports = () =>
  useResource<ImportListView>(path, { poll: "view", isBusy: ({ imports }) => imports.some(isOpen) });

/** What an import brought to each channel; asked for while it is looked at. */
export const useImportDetail = (id: string, isMoving: boolean) =>
  useResource<ImportDetailView>(`${path}/${id}`, { poll: isMoving ? 3_000 : null });

export interface WantedImport {
  uploadId: string;
  name: string;
  dryRun: boolean;
  isComplete: boolean;
}

/** Asks for the import of an upload; false when that was refused, which the reader is told. */
export function useStartImport(): (wanted: WantedImport) => Promise<boolean> {
  const t = useTranslations("imports");
  return async (wanted) => {
    try {
      await sendJson<ImportActionView>(path, wanted);
      await mutate(path);
      return true;
    } catch (error) {
      notify.failed(t("startFailed", { name: wanted.name }), error);
      return false;
    }
  };
}
