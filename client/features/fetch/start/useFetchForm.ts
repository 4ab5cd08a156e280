"use client";
/** The start panel: its fields, what they would fetch, and starting it. */
import { useDebouncedValue } from "@mantine/hooks";
import { useTranslations } from "next-intl";
import { useCallback, useMemo, useState } from "react";
import type { GuildView } from "../../../../core/api/guilds.ts";
import type { EstimateView } from "../../../../core/api/tasks.ts";
import type { ApiError } from "../../../http/errors.ts";
import { notify } from "../../../ui/toasts/toasts.ts";
import type { ChannelSnapshot } from "../../channels/channelFeed.ts";
import { isThread } from "../../channels/tree.ts";
import { useChosenGuild } from "../../channels/useChosenGuild.tsx";
import { useStartFetch } from "../../channels/useStartFetch.ts";
import { isSelectable, meansAllThreads, type Selection } from "../tree/selection.ts";
import {
  emptyForm,
  type FetchForm,
  type FormProblem,
  formForGap,
  type PickedGap,
  problemOf,
  toFetchInput,
} from "./fetchForm.ts";
import { useEstimate } from "./useEstimate.ts";

export interface FetchFormState {
  guild: GuildView;
  form: FetchForm;
  change: (part: Partial<FetchForm>) => void;
  /** Ids of the channels it is about; null: the whole server. */
  channelIds: readonly string[] | null;
  /** Names of the first few of them. */
  channelNames: string[];
  /** How many of them are channels, and how many threads and forum posts. */
  channelCount: number;
  threadCount: number;
  /** Channels a fetch of the whole server would read. */
  serverCount: number;
  /** The choice may mean threads that are not known yet as well. */
  offersThreads: boolean;
  /** The gap of one channel that it is about; null: it is about `channelIds`. */
  gap: PickedGap | null;
  proposeGap: (channelId: string, fromId: string, toId: string) => void;
  /** Back to the selection, with the range that was set for it. Choosing other channels does the same. */
  dropGap: () => void;
  problem: FormProblem | null;
  estimate: EstimateView | undefined;
  estimateError: ApiError | undefined;
  isEstimating: boolean;
  /** Resolves to whether the API took it; failures are told to the user. */
  start: () => Promise<boolean>;
  isStarting: boolean;
  /** Ids of the tasks that read one of these channels now. */
  runningTasks: string[];
}

/** `selection`: what is chosen in the tree; nothing chosen means the whole server. */
export function useFetchForm(
  guild: GuildView,
  snapshot: ChannelSnapshot,
  selection: Selection,
): FetchFormState {
  const t = useTranslations("fetch");
  const { linkTo } = useChosenGuild();
  const [written, setForm] = useState<FetchForm>(emptyForm);
  /** A gap holds until something else is chosen: the newer wish counts. */
  const [picked, setPicked] = useState<{ gap: PickedGap; selection: Selection } | null>(null);
  const gap = picked?.selection === selection ? picked.gap : null;
  const form = useMemo(() => (gap ? formForGap(written, gap) : written), [gap, written]);

  const channelIds = useMemo(() => {
    if (gap) return [gap.channelId];
    return selection.size === 0 ? null : [...selection];
  }, [gap, selection]);
  const offersThreads = useMemo(
    () => gap === null && meansAllThreads(selection, snapshot.channels),
    [gap, selection, snapshot.channels],
  );
  const problem = problemOf(form, channelIds?.length ?? null);
  const input = useMemo(
    () => (problem ? null : toFetchInput(form, channelIds, offersThreads)),
    [problem, form, channelIds, offersThreads],
  );

  // Not on every key and tick: each estimate looks at the coverage of all chosen channels.
  const [settled] = useDebouncedValue(input, 350);
  const estimate = useEstimate(guild.id, settled);
  const { start: startFetch, isStarting } = useStartFetch();

  const change = useCallback((part: Partial<FetchForm>) => setForm((before) => ({ ...before, ...part })), []);
  const dropGap = useCallback(() => setPicked(null), []);
  const start = useCallback(async () => {
    if (!input) return false;
    try {
      const { task, created, leftOut } = await startFetch(guild.id, input);
      const link = { href: linkTo(`/tasks/${task.id}`), label: t("viewTask") };
      const words = leftOut.count > 0 ? "startedLeftOut" : "started";
      if (created) notify.done(t(words, { id: task.id, count: leftOut.count }), link);
      else notify.info(t("alreadyOpen", { id: task.id }), link);
      dropGap();
      return true;
    } catch (error) {
      notify.failed(t("startFailed"), error);
      return false;
    }
  }, [input, startFetch, guild.id, linkTo, t, dropGap]);

  const threadCount = useMemo(
    () =>
      (channelIds ?? []).filter((id) => {
        const channel = snapshot.channels.get(id);
        return channel !== undefined && isThread(channel);
      }).length,
    [channelIds, snapshot.channels],
  );
  return {
    guild,
    form,
    change,
    channelIds,
    channelNames: useMemo(() => firstNames(channelIds ?? [], snapshot), [channelIds, snapshot]),
    offersThreads,
    threadCount,
    channelCount: (channelIds?.length ?? 0) - threadCount,
    serverCount: useMemo(
      () => [...snapshot.channels.values()].filter((each) => each.hasHistory && isSelectable(each)).length,
      [snapshot.channels],
    ),
    gap,
    proposeGap: useCallback(
      (channelId, fromId, toId) => setPicked({ gap: { channelId, fromId, toId }, selection }),
      [selection],
    ),
    runningTasks: useMemo(() => runningTasksOf(channelIds, snapshot), [channelIds, snapshot]),
    dropGap,
    problem,
    estimate: input ? estimate.data : undefined,
    estimateError: estimate.error,
    isEstimating: estimate.isLoading || settled !== input,
    start,
    isStarting,
  };
}

function runningTasksOf(ids: readonly string[] | null, { openTasks }: ChannelSnapshot): string[] {
  const open = ids === null ? [...openTasks.values()] : ids.flatMap((id) => openTasks.get(id) ?? []);
  return open.filter(({ status }) => status === "running").map(({ taskId }) => taskId);
}

/** The names of three of the chosen channels; threads only after channels, of which there are fewer. */
function firstNames(ids: readonly string[], { channels }: ChannelSnapshot): string[] {
  const chosen = ids.flatMap((id) => channels.get(id) ?? []);
  const ordered = [...chosen.filter((each) => !isThread(each)), ...chosen.filter(isThread)];
  return ordered.slice(0, 3).map(({ name }) => name);
}
