"use client";
/** Schedules: the list, and what can be done with them. */
import { useTranslations } from "next-intl";
import { useCallback, useState } from "react";
import useSWR, { mutate } from "swr";
import type {
  ChangeScheduleInput,
  CreateScheduleInput,
  NextRunsView,
  RunScheduleView,
  ScheduleListView,
} from "../../../core/api/schedules.ts";
import type { TaskStatus } from "../../../core/model/task.ts";
import type { ApiError } from "../../http/errors.ts";
import { fetchJson, sendJson } from "../../http/fetchJson.ts";
import { useResource } from "../../http/useResource.ts";
import { notify } from "../../ui/toasts/toasts.ts";

const openStatuses = new Set<TaskStatus>(["pending", "running", "paused"]);

/** All schedules, of all servers. */
export const useSchedules = () =>
  useResource<ScheduleListView>("/schedules", {
    poll: "view",
    isBusy: ({ schedules }) =>
      schedules.some(({ lastTask }) => lastTask?.status && openStatuses.has(lastTask.status)),
  });

/** When an expression comes due next; null: nothing to ask for. A refused expression is an error, not repeated. */
export const useNextRuns = (cron: string | null, timeZone: string) =>
  useSWR<NextRunsView, ApiError>(
    cron && `/schedules/next-runs?${new URLSearchParams({ cron, timeZone }).toString()}`,
    (path: string) => fetchJson<NextRunsView>(path),
    { keepPreviousData: true, revalidateOnFocus: false, shouldRetryOnError: false },
  );

/** What a form sends; the API's defaults may be left out. */
export type ScheduleInput = Pick<CreateScheduleInput, "name" | "guildId" | "cron"> &
  Partial<CreateScheduleInput>;

export interface ScheduleActions {
  isActing: boolean;
  /** All resolve to whether it worked; failures are told to the user. */
  create(input: ScheduleInput): Promise<boolean>;
  change(id: string, input: ChangeScheduleInput): Promise<boolean>;
  remove(id: string): Promise<boolean>;
  runNow(id: string): Promise<boolean>;
}

export function useScheduleActions(): ScheduleActions {
  const t = useTranslations("schedules");
  const [isActing, setActing] = useState(false);
  const act = useCallback(
    async (perform: () => Promise<void>): Promise<boolean> => {
      setActing(true);
      try {
        await perform();
        return true;
      } catch (error) {
        notify.failed(t("failed"), error);
        return false;
      } finally {
        setActing(false);
        void mutate((key) => typeof key === "string" && /^\/(schedules$|tasks)/.test(key));
      }
    },
    [t],
  );
  return {
    isActing,
    create: (input) =>
      act(async () => {
        await sendJson("/schedules", input);
        notify.done(t("created"));
      }),
    change: (id, input) =>
      act(async () => {
        await sendJson(`/schedules/${id}`, input, "PATCH");
      }),
    remove: (id) =>
      act(async () => {
        await sendJson(`/schedules/${id}`, {}, "DELETE");
        notify.done(t("removed"));
      }),
    runNow: (id) =>
      act(async () => {
        const { outcome, taskId } = await sendJson<RunScheduleView>(`/schedules/${id}/run`);
        const link = taskId === null ? undefined : { href: `/tasks/${taskId}`, label: t("viewTask") };
        if (outcome === "started") notify.done(t("runStarted"), link);
        else notify.info(t("runSkipped"));
      }),
  };
}
