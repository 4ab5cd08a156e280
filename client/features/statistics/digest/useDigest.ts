"use client";
/** The weekly digest of a server and who gets it. */
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { DigestInput, DigestView } from "../../../../core/api/digests.ts";
import { sendJson } from "../../../http/fetchJson.ts";
import { useResource } from "../../../http/useResource.ts";
import { notify } from "../../../ui/toasts/toasts.ts";

export type DigestTarget = DigestView["targets"][number];

interface Digest {
  data: DigestView | undefined;
  error: ReturnType<typeof useResource<DigestView>>["error"];
  retry: () => void;
  isBusy: boolean;
  /** Null takes it away. Failures are told to the user. */
  save: (targetId: string, wish: DigestInput | null) => Promise<void>;
  sendNow: (targetId: string) => Promise<void>;
}

export function useDigest(guildId: string): Digest {
  const t = useTranslations("digest");
  const path = `/guilds/${guildId}/digests`;
  const { data, error, mutate } = useResource<DigestView>(path, { poll: 60_000 });
  const [isBusy, setBusy] = useState(false);
  const act = async (work: () => Promise<unknown>, done: string) => {
    setBusy(true);
    try {
      await work();
      notify.done(done);
      await mutate();
    } catch (failure) {
      notify.failed(t("failed"), failure);
    } finally {
      setBusy(false);
    }
  };
  return {
    data,
    error,
    retry: () => void mutate(),
    isBusy,
    save: (targetId, wish) =>
      act(
        () => sendJson(`${path}/${targetId}`, wish ?? {}, wish === null ? "DELETE" : "PATCH"),
        wish === null ? t("removed") : t("saved"),
      ),
    sendNow: (targetId) => act(() => sendJson(`${path}/${targetId}/send`), t("sent")),
  };
}
