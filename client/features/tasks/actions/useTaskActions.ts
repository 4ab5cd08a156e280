"use client";
/** Pausing, resuming, cancelling and retrying tasks. */
import { useTranslations } from "next-intl";
import { useCallback, useState } from "react";
import { mutate } from "swr";
import type { BulkActionInput, BulkActionView, TaskAction } from "../../../../core/api/tasks.ts";
import { sendJson } from "../../../http/fetchJson.ts";
import { notify } from "../../../ui/toasts/toasts.ts";

interface TaskActions {
  /** The action under way; null when none is. */
  acting: TaskAction | null;
  /** Failures are told to the user; resolves to whether it worked. */
  actOne: (id: string, action: TaskAction) => Promise<boolean>;
  actMany: (input: BulkActionInput, action: TaskAction) => Promise<boolean>;
}

export function useTaskActions(): TaskActions {
  const t = useTranslations("taskActions");
  const [acting, setActing] = useState<TaskAction | null>(null);

  const act = useCallback(
    async (action: TaskAction, perform: () => Promise<void>): Promise<boolean> => {
      setActing(action);
      try {
        await perform();
        return true;
      } catch (error) {
        notify.failed(t("failed", { action: t(action) }), error);
        return false;
      } finally {
        setActing(null);
        void mutate((key) => typeof key === "string" && /^\/(tasks|guilds)/.test(key));
      }
    },
    [t],
  );

  const actOne = useCallback(
    (id: string, action: TaskAction) =>
      act(action, async () => {
        await sendJson(`/tasks/${id}/${action}`);
        notify.done(t(`${action}Done`, { count: 1 }));
      }),
    [act, t],
  );

  const actMany = useCallback(
    (input: BulkActionInput, action: TaskAction) =>
      act(action, async () => {
        const { changed, skipped } = await sendJson<BulkActionView>(`/tasks/${action}`, input);
        const done = t(`${action}Done`, { count: changed });
        if (skipped > 0) notify.info(`${done} ${t("skipped", { count: skipped })}`);
        else notify.done(done);
      }),
    [act, t],
  );

  return { acting, actOne, actMany };
}
