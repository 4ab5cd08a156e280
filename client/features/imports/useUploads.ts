"use client";
/** Uploads of this page: what is on its way, and what then becomes of it. */
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { notify } from "../../ui/toasts/toasts.ts";
import type { ChosenGroup } from "./chosenFiles.ts";
import { sendGroup } from "./upload.ts";
import { useStartImport } from "./useImports.ts";

/** What is on its way now. */
export interface RunningUpload {
  name: string;
  sentBytes: number;
  sizeBytes: number;
}

export interface Uploads {
  running: RunningUpload | null;
  /** Sends the groups and asks for their imports, one after the other. */
  send(groups: readonly ChosenGroup[], options: { dryRun: boolean; isComplete: boolean }): Promise<void>;
  stop(): void;
}

export function useUploads(): Uploads {
  const t = useTranslations("imports");
  const start = useStartImport();
  const [running, setRunning] = useState<RunningUpload | null>(null);
  const stopper = useRef<AbortController | null>(null);
  return {
    running,
    stop: () => stopper.current?.abort(),
    async send(groups, options) {
      const { signal } = (stopper.current = new AbortController());
      for (const group of groups) {
        const { name, sizeBytes } = group;
        try {
          setRunning({ name, sizeBytes, sentBytes: 0 });
          const sent = await sendGroup(
            group,
            (sentBytes) => setRunning({ name, sizeBytes, sentBytes }),
            signal,
          );
          if (await start({ uploadId: sent.uploadId, name, ...options })) sent.forget();
        } catch (error) {
          if (signal.aborted) break;
          notify.failed(t("uploadFailed", { name }), error);
        }
      }
      setRunning(null);
    },
  };
}
