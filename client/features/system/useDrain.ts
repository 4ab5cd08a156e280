"use client";
/** Letting a bot process finish up, and take tasks again. */
import { useTranslations } from "next-intl";
import { useState } from "react";
import { mutate } from "swr";
import type { WorkerView } from "../../../core/api/workers.ts";
import { sendJson } from "../../http/fetchJson.ts";
import { notify } from "../../ui/toasts/toasts.ts";

/** `toggle` drains a running process and resumes a drained one; failures are told to the user. */
export function useDrain(worker: WorkerView): { toggle: () => Promise<void>; isBusy: boolean } {
  const t = useTranslations("system");
  const [isBusy, setBusy] = useState(false);
  const toggle = async () => {
    const action = worker.status === "running" ? "drain" : "resume";
    setBusy(true);
    try {
      await sendJson(`/workers/${worker.id}/${action}`);
      notify.done(t(`${action}Done`));
    } catch (error) {
      notify.failed(t("drainFailed"), error);
    } finally {
      await mutate((key) => typeof key === "string" && /^\/(workers|tasks)/.test(key));
      setBusy(false);
    }
  };
  return { toggle, isBusy };
}
