"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { WorkerView } from "../../../core/api/workers.ts";
import { useDrain } from "./useDrain.ts";

/** Lets a living bot process finish what it has and take nothing new, or takes that back. */
export function DrainButton({ worker }: { worker: WorkerView }) {
  const t = useTranslations("system");
  const { toggle, isBusy } = useDrain(worker);
  if (worker.status !== "running" && worker.status !== "draining") return null;
  const action = worker.status === "running" ? "drain" : "resume";
  return (
    <Button
      size="compact-sm"
      variant="default"
      title={t(`${action}Hint`)}
      loading={isBusy}
      onClick={() => void toggle()}
    >
      {t(action)}
    </Button>
  );
}
