"use client";
/** Mirrors: the list, one with its messages, and what can be done with them. */
import { useTranslations } from "next-intl";
import { useState } from "react";
import { mutate } from "swr";
import type {
  ChangeMirrorInput,
  CommonSettingsAnswer,
  CommonSettingsInput,
  CreateMirrorInput,
  MirrorAnswer,
  MirrorEventsView,
  MirrorListView,
  MirrorMessagesView,
  MirrorTargetsView,
  MirrorView,
  RetryMirrorView,
} from "../../../core/api/mirrors.ts";
import type { MirrorMessageState } from "../../../core/model/mirror.ts";
import { sendJson } from "../../http/fetchJson.ts";
import { useResource } from "../../http/useResource.ts";
import { notify } from "../../ui/toasts/toasts.ts";

const isMoving = ({ state }: MirrorView) => state === "working" || state === "waiting";

export const useMirrors = () =>
  useResource<MirrorListView>("/mirrors", { poll: "view", isBusy: ({ mirrors }) => mirrors.some(isMoving) });

export const useMirror = (id: string) =>
  useResource<MirrorAnswer>(`/mirrors/${id}`, { poll: "view", isBusy: ({ mirror }) => isMoving(mirror) });

/** The newest messages in a state, or in any. */
export const useMirrorMessages = (id: string, state: MirrorMessageState | null, limit: number) =>
  useResource<MirrorMessagesView>(
    `/mirrors/${id}/messages?limit=${limit}${state === null ? "" : `&state=${state}`}`,
    { poll: 3_000, keepPrevious: true },
  );

export const useMirrorEvents = (id: string) =>
  useResource<MirrorEventsView>(`/mirrors/${id}/events`, { poll: 5_000 });

export const useCommonSettings = () => useResource<CommonSettingsAnswer>("/mirrors/settings", { poll: null });

/** Where a channel can be mirrored to; null: nothing to ask for. */
export const useMirrorTargets = (sourceChannelId: string | null) =>
  useResource<MirrorTargetsView>(
    sourceChannelId && `/mirrors/targets?${new URLSearchParams({ sourceChannelId }).toString()}`,
    { poll: null },
  );

/** All but `retry` resolve to whether it worked; failures are told to the user. */
export interface MirrorActions {
  isActing: boolean;
  create(input: CreateMirrorInput): Promise<boolean>;
  change(id: string, change: ChangeMirrorInput): Promise<boolean>;
  changeCommon(change: CommonSettingsInput): Promise<boolean>;
  steer(id: string, what: "pause" | "resume"): Promise<boolean>;
  remove(id: string): Promise<boolean>;
  /** All that failed without ids. */
  retry(id: string, messageIds?: readonly string[]): Promise<boolean>;
}

export function useMirrorActions(): MirrorActions {
  const t = useTranslations("mirrors");
  const [isActing, setActing] = useState(false);
  const act = async (perform: () => Promise<unknown>): Promise<boolean> => {
    setActing(true);
    try {
      await perform();
      return true;
    } catch (error) {
      notify.failed(t("actionFailed"), error);
      return false;
    } finally {
      setActing(false);
      void mutate((key) => typeof key === "string" && key.startsWith("/mirrors"));
    }
  };
  return {
    isActing,
    create: (input) =>
      act(async () => {
        await sendJson("/mirrors", input);
        notify.done(t("created"));
      }),
    change: (id, change) =>
      act(async () => {
        await sendJson(`/mirrors/${id}`, change, "PATCH");
        notify.done(t("saved"));
      }),
    changeCommon: (change) =>
      act(async () => {
        await sendJson("/mirrors/settings", change, "PATCH");
        notify.done(t("saved"));
      }),
    steer: (id, what) => act(() => sendJson(`/mirrors/${id}/${what}`)),
    remove: (id) => act(() => sendJson(`/mirrors/${id}`, {}, "DELETE")),
    retry: (id, messageIds) =>
      act(async () => {
        const { retried } = await sendJson<RetryMirrorView>(
          `/mirrors/${id}/retry`,
          messageIds ? { messageIds } : {},
        );
        notify.done(t("retried", { count: retried }));
      }),
  };
}
