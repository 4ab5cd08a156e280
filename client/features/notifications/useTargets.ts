"use client";
/** Notification targets and their deliveries. */
import { useTranslations } from "next-intl";
import { useCallback, useState } from "react";
import { mutate } from "swr";
import type { DeliveryListView, TargetListView } from "../../../core/api/notifications.ts";
import { sendJson } from "../../http/fetchJson.ts";
import { useResource } from "../../http/useResource.ts";
import { notify } from "../../ui/toasts/toasts.ts";

const path = "/notification-targets";

export const useTargets = () => useResource<TargetListView>(path, { poll: 15_000 });

/** The newest deliveries to a target; asked for only while `isWanted`, and often then. */
export const useDeliveries = (targetId: string, isWanted: boolean) =>
  useResource<DeliveryListView>(isWanted ? `${path}/${targetId}/deliveries` : null, { poll: 1_000 });

export interface TargetActions {
  isBusy: boolean;
  /** Failures are told to the user; resolves to whether it worked. `id` null: a new one. */
  save: (id: string | null, input: object) => Promise<boolean>;
  remove: (id: string) => Promise<boolean>;
  test: (id: string) => Promise<boolean>;
}

export function useTargetActions(): TargetActions {
  const t = useTranslations("notifications");
  const [isBusy, setBusy] = useState(false);
  const act = useCallback(
    async (work: () => Promise<unknown>, done: string | null): Promise<boolean> => {
      setBusy(true);
      try {
        await work();
        if (done !== null) notify.done(done);
        return true;
      } catch (error) {
        notify.failed(t("failed"), error);
        return false;
      } finally {
        setBusy(false);
        void mutate((key) => typeof key === "string" && key.startsWith(path));
      }
    },
    [t],
  );
  return {
    isBusy,
    save: (id, input) =>
      id === null
        ? act(() => sendJson(path, input), t("added"))
        : act(() => sendJson(`${path}/${id}`, input, "PATCH"), t("saved")),
    remove: (id) => act(() => sendJson(`${path}/${id}`, {}, "DELETE"), t("removed")),
    test: (id) => act(() => sendJson(`${path}/${id}/test`), null),
  };
}
