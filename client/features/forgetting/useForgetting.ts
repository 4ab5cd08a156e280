"use client";
/** Erasures and the list of what is forgotten. */
import { mutate } from "swr";
import type {
  ErasureAnswer,
  ErasureListView,
  ErasurePreviewView,
  ErasureSubject,
  ErasureView,
  ForgottenListView,
} from "../../../core/api/erasures.ts";
import { sendJson } from "../../http/fetchJson.ts";
import { useResource } from "../../http/useResource.ts";

/** What is to be forgotten, by the platform's ids. */
export interface ForgetTarget {
  subject: ErasureSubject;
  personId?: string;
  guildId?: string;
  channelId?: string;
  messageId?: string;
}

export const isOver = ({ status }: ErasureView): boolean =>
  ["completed", "warning", "failed", "cancelled"].includes(status);

/** Null: nothing is asked for. */
export const usePreview = (target: ForgetTarget | null) =>
  useResource<ErasurePreviewView>(
    target && `/erasures/preview?${new URLSearchParams(Object.entries(target) as [string, string][])}`,
    { poll: null },
  );

/** While it is under way it is asked for every second: people wait for it. */
export const useErasure = (id: string | null) =>
  useResource<ErasureAnswer>(id && `/erasures/${id}`, { poll: id === null ? null : 1_000 });

export const useErasures = () =>
  useResource<ErasureListView>("/erasures?limit=10", {
    poll: "view",
    isBusy: ({ erasures }) => erasures.some((erasure) => !isOver(erasure)),
  });

export const useForgotten = () => useResource<ForgottenListView>("/forgotten?limit=100", { poll: 10_000 });

export async function startErasure(
  target: ForgetTarget,
  how: { erases: boolean; note: string; password: string },
): Promise<ErasureView> {
  const note = how.note.trim();
  const { erasure } = await sendJson<ErasureAnswer>("/erasures", {
    ...target,
    erases: how.erases,
    password: how.password,
    ...(note === "" ? {} : { note }),
  });
  refresh();
  return erasure;
}

export async function lift(digest: string, password: string): Promise<void> {
  await sendJson(`/forgotten/${digest}/lift`, { password });
  refresh();
}

const refresh = () => void mutate((key) => typeof key === "string" && /^\/(erasures|forgotten)/.test(key));
